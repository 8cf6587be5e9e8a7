// The script of Guiju. Every page works without it; it adds what is quicker.
import 'htmx.org/dist/htmx.min.js';
import { $, setUp } from './dom';
import './keys';
import './forms';
import './fields';
import './date';
import './combo';
import { live } from './live';

setUp(document);
live();
$('[data-focus]')?.focus({ preventScroll: true });
