// Live counts: one event stream per browser, held by the tab that has the lock
// and passed on to the others; where that cannot be, a look every 30 seconds.
import { $$ } from './dom';

type Counts = Record<string, number>;

function show(counts: Counts) {
  for (const place of $$('[data-count]')) {
    const n = counts[place.dataset.count!];
    if (n === undefined) continue;
    place.textContent = String(n);
    place.parentElement!.hidden = n === 0;
  }
}

function poll(address: string) {
  setInterval(async () => {
    if (document.hidden) return;
    const answer = await fetch(address, { headers: { Accept: 'application/json' } }).catch(() => undefined);
    if (answer?.ok && answer.headers.get('Content-Type')?.includes('json')) show((await answer.json()) as Counts);
  }, 30_000);
}

export function live() {
  const { events, poll: address } = document.body.dataset;
  if (events && 'EventSource' in window && 'BroadcastChannel' in window && navigator.locks) {
    const channel = new BroadcastChannel('guiju-counts');
    channel.onmessage = ({ data }) => show(data as Counts);
    // The lock is held as long as the tab lives; the next tab then takes over.
    void navigator.locks.request('guiju-counts', () => new Promise<void>(() => {
      new EventSource(events).onmessage = ({ data }) => {
        const counts = JSON.parse(data as string) as Counts;
        show(counts);
        channel.postMessage(counts);
      };
    }));
  } else if (address) poll(address);
}
