// Builds internal/web/static from src and npm: app.css, nojs.css, app.js, editor.css,
// editor.js, icons.svg and icon.svg under names with a hash of their contents, and manifest.json.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const out = at('../internal/web/static/');
const target = 'chrome92'; // the floor (ux.md §1)

// What we use of Bootstrap beyond its base: a rule stays if all classes of one
// of its selectors are here. The whole of it would break the size budget.
const used = new Set(
  'btn btn-primary btn-sm form-control form-select form-select-sm form-check-input form-label pagination page-item page-link active disabled'.split(' '),
);

/** Keeps of a style sheet the rules whose selectors only name the given classes. */
function pick(css, classes) {
  let kept = '';
  for (let i = 0; i < css.length; ) {
    const open = css.indexOf('{', i);
    const semicolon = css.indexOf(';', i);
    if (open < 0) break;
    if (semicolon >= 0 && semicolon < open) {
      i = semicolon + 1; // @charset and the like
      continue;
    }
    let depth = 1;
    let end = open + 1;
    for (; depth > 0; end++) depth += css[end] === '{' ? 1 : css[end] === '}' ? -1 : 0;
    const head = css.slice(i, open).trim();
    const body = css.slice(open + 1, end - 1);
    if (/^@(media|supports)/.test(head)) {
      const inner = pick(body, classes);
      if (inner) kept += `${head}{${inner}}`;
    } else if (!head.startsWith('@')) {
      const selectors = head.split(',').filter(
        (s) => !s.includes('data-bs-theme=dark') && [...s.matchAll(/\.(-?[a-zA-Z_][\w-]*)/g)].every(([, name]) => classes.has(name)),
      );
      if (selectors.length) kept += `${selectors.join(',')}{${body}}`;
    }
    i = end;
  }
  return kept;
}

async function styles() {
  const bootstrap = await readFile(at('node_modules/bootstrap/dist/css/bootstrap.css'), 'utf8');
  const own = await readFile(at('src/office.css'), 'utf8');
  const kit = pick(bootstrap.replace(/\/\*[^]*?\*\//g, ''), used);
  const { code } = await transform(`${kit}\n${own}`, { loader: 'css', minify: true, target });
  return `/*! Bootstrap 5.3, MIT, getbootstrap.com; Guiju, Apache-2.0 */\n${code}`;
}

async function ownStyles(name) {
  const { code } = await transform(await readFile(at(`src/${name}`), 'utf8'), { loader: 'css', minify: true, target });
  return code;
}

async function script(name, banner) {
  const { outputFiles } = await build({
    entryPoints: [at(`src/${name}`)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target,
    banner: { js: banner },
  });
  return outputFiles[0].text;
}

async function sprite() {
  const source = await readFile(at('../internal/web/ui/icons.go'), 'utf8');
  const names = [...source.matchAll(/^\s+Icon\w+\s+Icon\s+=\s+"([a-z0-9-]+)"/gm)].map(([, name]) => name);
  if (!names.length) throw new Error('no icons found in internal/web/ui/icons.go');
  const symbols = await Promise.all(
    [...new Set(names)].sort().map(async (name) => {
      const svg = await readFile(at(`node_modules/@tabler/icons/icons/outline/${name}.svg`), 'utf8');
      const shapes = svg
        .replace(/<!--[^]*?-->/g, '')
        .replace(/^[^]*?<svg[^>]*>|<\/svg>/g, '')
        .replace(/<path stroke="none"[^>]*>/g, '')
        .replace(/\s+/g, ' ')
        .trim();
      return `<symbol id="i-${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg"><!-- Tabler Icons 3.51, MIT -->${symbols.join('')}</svg>`;
}

const made = {
  'app.css': await styles(),
  'nojs.css': await ownStyles('nojs.css'),
  'editor.css': await ownStyles('editor.css'), // of the pages that load it
  'app.js': await script('app.ts', '/*! htmx 4.0.1, 0BSD; Guiju, Apache-2.0 */'),
  'editor.js': await script('editor.ts', '/*! Guiju, Apache-2.0 */'),
  'icons.svg': await sprite(),
  'icon.svg': await readFile(at('src/icon.svg'), 'utf8'),
};
await mkdir(out, { recursive: true });
for (const name of await readdir(out)) {
  if (/^(app|nojs|editor|icons?)\.[0-9a-f]{10}\.(css|js|svg)$/.test(name)) await rm(out + name);
}
const manifest = {};
for (const [name, text] of Object.entries(made)) {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 10);
  manifest[name] = name.replace('.', `.${hash}.`);
  await writeFile(out + manifest[name], text);
}
await writeFile(`${out}manifest.json`, JSON.stringify(manifest, null, 2) + '\n');
