// Writes what node's test runner says as the events of `go test -json`, so that
// scripts/testcount counts and shows all tests alike.
import { inspect } from 'node:util';
import { basename } from 'node:path';

const packageOf = (data) => 'e2e/' + (data.file ? basename(data.file) : '');

export default async function* reporter(source) {
  const event = (fields) => JSON.stringify(fields) + '\n';
  const path = []; // names of the suites and tests around the current one
  for await (const { type, data } of source) {
    const Package = packageOf(data);
    switch (type) {
      case 'test:start':
        path.length = data.nesting;
        path[data.nesting] = data.name.replaceAll('/', '∕');
        yield event({ Action: 'run', Package, Test: path.join('/') });
        break;
      case 'test:pass':
      case 'test:fail': {
        path.length = data.nesting;
        const Test = [...path, data.name.replaceAll('/', '∕')].join('/');
        if (type === 'test:fail') {
          const cause = data.details.error.cause ?? data.details.error;
          const Output = (typeof cause === 'string' ? cause : cause.stack ?? inspect(cause)) + '\n';
          yield event({ Action: 'output', Package, Test, Output });
        }
        const skipped = data.skip !== undefined || data.todo !== undefined;
        const Action = type === 'test:fail' ? 'fail' : skipped ? 'skip' : 'pass';
        yield event({ Action, Package, Test, Elapsed: data.details.duration_ms / 1000 });
        break;
      }
      case 'test:stdout':
      case 'test:stderr':
        yield event({ Action: 'output', Package, Output: data.message });
        break;
    }
  }
}
