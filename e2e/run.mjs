// Runs the browser tests: makes the demo bureau once, of which every test file
// gets a copy (lib.mjs), then hands over to node's test runner. Arguments go to
// the runner; without file names all *.test.mjs are run.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { makeDemo } from './lib.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const args = process.argv.slice(2);
if (!args.some((arg) => arg.endsWith('.test.mjs'))) {
  args.push(...readdirSync(here).filter((name) => name.endsWith('.test.mjs')));
}

const demo = await makeDemo();
try {
  const runner = spawn(process.execPath, ['--test', '--test-concurrency=1', ...args], {
    cwd: here,
    stdio: 'inherit',
    env: { ...process.env, GUIJU_E2E_DEMO: JSON.stringify(demo) },
  });
  const [code] = await once(runner, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await rm(demo.folder, { recursive: true, force: true });
}
