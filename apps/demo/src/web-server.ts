// Entry: the web server that the demo's tools ask, a process of its own, so that a blocked host does not block it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How long each answer takes, as that of a server far away. */
const latencyMs = 150;

const weather = new Map<string, { sky: string; celsius: number }>([
  ['Berlin', { sky: 'cloudy', celsius: 9 }],
  ['Cairo', { sky: 'clear', celsius: 24 }],
  ['Lima', { sky: 'fog', celsius: 18 }],
  ['Nairobi', { sky: 'showers', celsius: 21 }],
  ['Oslo', { sky: 'snow', celsius: -3 }],
  ['Tokyo', { sky: 'clear', celsius: 13 }],
]);

/** Sample rates: how much one euro buys. */
const perEuro = new Map([
  ['EUR', 1],
  ['JPY', 165],
  ['KES', 150],
  ['NOK', 11.5],
  ['USD', 1.1],
]);

type Answer = { status: 200; body: unknown } | { status: 404; body: string };

function answer(url: URL): Answer {
  if (url.pathname === '/weather') {
    const city = url.searchParams.get('city') ?? '';
    const found = weather.get(city);
    if (found !== undefined) return { status: 200, body: { city, ...found } };
    return { status: 404, body: `no weather for "${city}"; known cities are ${[...weather.keys()].join(', ')}` };
  }
  if (url.pathname === '/rate') {
    const from = perEuro.get(url.searchParams.get('from') ?? '');
    const to = perEuro.get(url.searchParams.get('to') ?? '');
    if (from !== undefined && to !== undefined) return { status: 200, body: { rate: Math.round((to / from) * 10_000) / 10_000 } };
    return { status: 404, body: `no such currency; known ones are ${[...perEuro.keys()].join(', ')}` };
  }
  return { status: 404, body: `nothing at ${url.pathname}; there are /weather and /rate` };
}

const server = createServer((request, response) => {
  const { status, body } = answer(new URL(request.url ?? '/', 'http://loopback'));
  setTimeout(() => {
    response.writeHead(status, { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }, latencyMs);
});

server.listen(0, '127.0.0.1', () => {
  // A listening TCP server has an AddressInfo; the string of the type is for pipes.
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

// The demo holds the other end of this pipe: when it ends, in whatever way, so does the server.
process.stdin.on('close', () => process.exit()).resume();
// Ctrl-C in a terminal reaches the whole group; the demo decides when this process ends.
process.on('SIGINT', () => undefined);
