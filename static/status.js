// status.js tells a person, on /status/live, whether live updates reach their browser: it sends ten texts through the
// echo socket and shows how long they took to come back.

const all = (css) => document.querySelectorAll(css);
const trips = [];
const most = 10;
const began = Date.now();

function write(css, text) {
  for (const el of all(css)) el.textContent = text;
}

// The page holds both answers, and one at a time shows.
function show(ok) {
  for (const el of all('[data-live-ok]')) el.hidden = !ok;
  for (const el of all('[data-live-fail]')) el.hidden = ok;
  for (const el of all('[data-live-wait]')) el.hidden = true;
}

function median(list) {
  return [...list].sort((a, b) => a - b)[list.length >> 1];
}

function roundTrip(socket) {
  const text = `parley ${new Date().toLocaleTimeString()}`;
  const sent = performance.now();
  socket.onmessage = (e) => {
    if (e.data !== `Echo: ${text}`) return;
    trips.push(Math.max(1, Math.round(performance.now() - sent)));
    write('[data-rtt]', median(trips));
    write('[data-rtt-min]', Math.min(...trips));
    write('[data-rtt-max]', Math.max(...trips));
    write('[data-echo]', e.data);
    show(true);
    if (trips.length < most) setTimeout(roundTrip, 200, socket);
  };
  socket.send(text);
}

// The socket stays open after the last round trip: that it lasts is part of the test.
function test() {
  const socket = new WebSocket('/ws/echo');
  const late = setTimeout(() => socket.close(), 10000);
  socket.onopen = () => roundTrip(socket);
  socket.addEventListener('message', () => clearTimeout(late));
  socket.onclose = (e) => {
    write('[data-close-code]', e.code);
    write('[data-close-after]', Math.round((Date.now() - began) / 1000));
    show(false);
  };
  addEventListener('pagehide', () => { socket.onclose = null; });
}

function copyResult(e) {
  const button = e.target.closest('[data-copy]');
  if (button) navigator.clipboard?.writeText(`${document.querySelector('main').innerText}\n${navigator.userAgent}`);
}

document.addEventListener('click', copyResult);
test();
