// live.js keeps an open room true: it takes the frames of the socket into the list, notices what is missing and fetches
// it, and comes back after every break. What it promises stands in ARCHITECTURE.md, under delivery.
// One module without a build step, in this order: the page, frames, the list, older pages, days and times, what is not
// numbered, sidebar, read marks, catching up, the socket, the composer. Comments stand on lines of their own: they and
// the indentation are left out when it is served.

// ---- The page

const $ = (id) => document.getElementById(id);
const all = (css, el = document) => [...el.querySelectorAll(css)];
const on = (target, types, does) => types.split(' ').forEach((type) => target.addEventListener(type, does));
const root = document.documentElement;
const body = document.body;
const log = $('log');
const scroller = $('scroller');
const me = body.dataset.user;
const { room, thread } = log?.dataset ?? {};
// The server's English says 20 November, that of Intl without a country November 20.
const lang = root.lang === 'en' ? 'en-GB' : root.lang || undefined;
const headers = { 'HX-Request': 'true' };
const rules = { createHTML: (html) => html };
const policy = globalThis.trustedTypes?.createPolicy('live', rules) ?? rules;

// rev is the cursor: every change up to it is on the page. ahead is the highest rev that a frame spoke of, newest the
// highest seq known. first and last bound the window, end says that it reaches the newest message.
export const state = { rev: 0, ahead: 0, epoch: '', first: 0, last: 0, newest: 0, end: false, stopped: false };

const seqOf = (el) => Number(el.dataset.seq);
const revOf = (el) => Number(el.dataset.rev);
const articles = () => all(':scope > article[data-seq]', log);
// The scroller is flex column-reverse: 0 is the bottom, and up is negative.
const atBottom = () => scroller.scrollTop > -48;
const inSight = () => log && state.end && !document.hidden && atBottom();

function parse(html) {
  const t = document.createElement('template');
  t.innerHTML = policy.createHTML(html);
  return t.content;
}

function wire(el) {
  globalThis.htmx?.process(el);
  localise(el);
}

// ---- Frames

const kinds = {
  'live-frame': frame, 'live-room': roomState, 'live-you': you, 'live-typing': typing, 'live-here': here,
  'live-badge': badge, 'live-side': sidebar,
};

// ingest takes what came down the socket or answered a catch-up, and says whether it held a frame of this room. patch:
// the frame repairs a page of older messages, and is applied although the cursor is past it.
export function ingest(html, patch) {
  const bottom = atBottom();
  const { newest } = state;
  let ours = false;
  for (const el of [...parse(html).children]) {
    const kind = el.localName;
    if ((el.getAttribute('room') ?? room) !== room && kind !== 'live-badge') continue;
    kinds[kind]?.(el, patch);
    ours ||= kind === 'live-frame';
  }
  arrange(bottom, newest);
  return ours;
}

// A frame is the interval (from, to] and the present rendering of every message changed in it.
function frame(f, patch) {
  const [from, to] = ['from', 'to'].map((name) => Number(f.getAttribute(name)));
  const same = f.getAttribute('epoch') === state.epoch;
  const reset = f.hasAttribute('reset');
  if (same && to <= state.rev && !patch) return;
  if (reset) return patch ? reloadHere(same) : replaceAll(f, to, same);
  if (!same || from > state.rev) {
    if (same) state.ahead = Math.max(state.ahead, to);
    return catchUp();
  }
  [...f.children].forEach(upsert);
  advance(to);
}

function advance(to) {
  log.dataset.rev = state.rev = Math.max(state.rev, to);
}

// A reset carries the newest messages in place of what changed.
function replaceAll(f, to, same) {
  if (thread || !state.end) return reloadHere(same);
  if (!same) {
    Object.assign(state, { epoch: f.getAttribute('epoch'), rev: 0, ahead: 0, newest: 0 });
    // The place was restored: what was seen may be no longer there.
    seen = marked = 0;
  }
  Object.assign(state, { first: 0, last: 0 });
  log.replaceChildren(...all(':scope > article:not([data-seq])', log));
  [...f.children].forEach(place);
  if (state.first > 1) offerOlder();
  advance(to);
}

// The newest messages would take away the place at which a person reads, so the page is asked for again around it.
// Another epoch may not have that message.
function reloadHere(same) {
  state.stopped = true;
  hangUp();
  const { top } = scroller.getBoundingClientRect();
  const el = same && articles().find((a) => a.getBoundingClientRect().bottom > top);
  const url = `/rooms/${room}${el ? `/${el.dataset.seq}` : ''}`;
  setTimeout(() => (thread ? location.reload() : location.replace(url)), Math.random() * 1000);
}

// ---- The list

// Put into the list by the present ingest.
let fresh = [];
// Messages that came and were not in sight.
let news = 0;

function upsert(el) {
  if (thread && thread !== el.dataset.root && thread !== el.dataset.seq) return;
  const old = $(el.id);
  const seq = seqOf(el);
  if (old) {
    if (revOf(old) < revOf(el)) renew(old, el);
  } else if (seq < state.first && $('older')) miss(el);
  else if (seq <= state.last || state.end) place(el);
  else if (seq > state.newest) {
    state.newest = seq;
    news++;
  }
}

function place(el) {
  const seq = seqOf(el);
  let above = log.lastElementChild;
  while (above && !(seqOf(above) < seq)) above = above.previousElementSibling;
  above ??= $('older');
  log.querySelector(':scope > .empty')?.remove();
  if (above) above.after(el);
  else log.prepend(el);
  state.first = Math.min(state.first || seq, seq);
  state.last = Math.max(state.last, seq);
  state.newest = Math.max(state.newest, seq);
  fresh.push(el);
  wire(el);
}

// What a person has begun in an element outlives its next rendering: the focus, a box ticked, a choice made.
function renew(old, el) {
  const twinOf = (a, css) => all(css, el)[all(css, old).indexOf(a)];
  const active = old.contains(document.activeElement) && document.activeElement;
  for (const i of all('input', old)) {
    const twin = i.checked !== i.defaultChecked && twinOf(i, 'input');
    if (twin) twin.checked = i.checked;
  }
  const focus = active && (twinOf(active, 'a, button, input, textarea, summary') ?? el.querySelector('a') ?? el);
  old.replaceWith(el);
  wire(el);
  if (focus) focus.focus({ preventScroll: true });
}

// arrange brings what hangs on the list up to date, once for each ingest.
function arrange(bottom, newest) {
  const others = fresh.filter((el) => seqOf(el) > newest && el.dataset.author !== me);
  if (bottom) cap();
  if (fresh.length) days();
  if (!bottom) news += others.length;
  if (others.length) announce(others);
  fresh = [];
  look();
}

// look: what is in sight is not new any more.
function look() {
  const pill = $('pill');
  if (inSight()) news = 0;
  if (pill) pill.hidden = !news;
  if (pill && news) words(pill, phrase(pill, news));
  mark();
}

// phrase chooses the whole sentence that the server gave for a number.
const phrase = ({ dataset }, n) => ((n === 1 && dataset.one) || dataset.many || '{n}').replace('{n}', n);

// words sets the text of an element, beside whose span for the text there may be an icon.
function words(el, text) {
  (el.querySelector('span') ?? el).textContent = text;
}

function toBottom() {
  scroller.scrollTop = 0;
  look();
}

let unspoken = [];

// A screen reader hears of a burst once, in one sentence.
function announce(els) {
  if (!unspoken.length) setTimeout(speak, 1500);
  unspoken.push(...els.map((el) => el.querySelector('.name')?.textContent).filter(Boolean));
}

function speak() {
  const line = $('announcer');
  const n = unspoken.length;
  const names = [...new Set(unspoken)];
  const text = n > 1 && names.length < 4 && line?.dataset.from?.replace('{n}', n);
  const who = new Intl.ListFormat(lang).format(names);
  if (line && n) line.textContent = (text || phrase(line, n)).replace(/{names?}/, who);
  unspoken = [];
}

// ---- Older pages: htmx swaps the link for the page before, and that page carries its own rev

// So many messages are kept at the bottom, so that a page that is open for a week stays light.
const [most, kept] = [300, 250];
const olderLink = ($('older') ?? $('older-template')?.content.firstElementChild)?.cloneNode(true);
// While a page is under way: the cursor when it was asked for, and what changed since in messages it may hold. htmx may
// have asked for the first before this module was there.
let paging = { missed: new Map() };

function miss(el) {
  paging?.missed.set(el.id, el);
}

function offerOlder() {
  if (!olderLink) return;
  $('older')?.remove();
  const link = olderLink.cloneNode(true);
  for (const el of [link, ...all('*', link)]) {
    for (const a of el.attributes) a.value = a.value.replace(/before=\d*/, `before=${state.first}`);
  }
  log.prepend(link);
  wire(link);
}

function cap() {
  const list = articles();
  if (thread || !olderLink || list.length <= most) return;
  const top = list.at(-kept);
  while (log.firstElementChild !== top) log.firstElementChild.remove();
  state.first = seqOf(top);
  offerOlder();
}

const pages = { 'before:request': pageAsked, 'before:swap': pageAnswered, 'after:swap': pageShown };

function pageAsked() {
  paging = { rev: state.rev, missed: new Map() };
}

// A page takes the changes that came while it was under way before it is shown: what was removed meanwhile does not
// show for a moment either.
function pageAnswered(tasks) {
  for (const el of tasks.flatMap((task) => all('article', task.fragment))) {
    const newer = paging?.missed.get(el.id);
    if (newer && revOf(newer) > revOf(el)) el.replaceWith(newer);
  }
}

function pageShown() {
  const page = log.querySelector('[data-older]');
  if (!page) return;
  page.remove();
  state.first = seqOf(articles()[0]);
  localise(log);
  days();
  if (revOf(page) < paging?.rev) ask(revOf(page), true);
  paging = null;
}

// ---- Days and times, in the reader's zone

const clock = new Intl.DateTimeFormat(lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const moment = new Intl.DateTimeFormat(lang, { dateStyle: 'full', timeStyle: 'short' });

function localise(el) {
  for (const t of all('time[datetime*="T"]:not([title])', el)) {
    const at = new Date(t.dateTime);
    t.textContent = clock.format(at);
    t.title = moment.format(at);
  }
}

function dayOf(el) {
  const at = new Date(el.querySelector('time')?.dateTime);
  return isNaN(at) ? '' : new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

// days leaves exactly one heading before the first message of each day.
function days() {
  let day = '';
  let heading;
  for (const el of [...log.children]) {
    if (el.matches('h2.day')) {
      heading?.remove();
      heading = el;
    }
    if (!el.dataset.seq) continue;
    const its = dayOf(el) || day;
    if (its === day || heading?.querySelector('time').dateTime !== its) heading?.remove();
    if (its !== day && !heading?.isConnected) el.before(headingOf(its));
    day = its;
    heading = null;
  }
  heading?.remove();
}

function headingOf(day) {
  const at = new Date(`${day}T12:00`);
  const year = at.getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
  const weekday = at.toLocaleDateString(lang, { weekday: 'short' });
  const date = at.toLocaleDateString(lang, { day: 'numeric', month: 'long', year });
  return parse(`<h2 class="day"><time datetime="${day}"><i>${weekday}</i><span>${date}</span></time></h2>`);
}

// ---- What is not numbered: the last one wins

// Children replace the elements of the same id. A held message that is new stands at the end, where it would be.
function swapById(el) {
  for (const child of [...el.children]) {
    const old = $(child.id);
    if (old && child.id === 'composer') newComposer(old, child);
    else if (old) renew(old, child);
    else if (child.matches('article') && state.end) {
      log.append(child);
      wire(child);
    }
  }
  countDown();
}

function roomState(el) {
  log.dataset.meta = el.getAttribute('meta');
  swapById(el);
}

function you(el) {
  const role = el.getAttribute('role');
  if (role) body.dataset.role = role;
  if (role) body.classList.toggle('is-mod', /moderator|owner|administrator/.test(role));
  if (!log.dataset.thread) swapById(el); // a thread's composer answers the thread
}

let typingTimer;

// A line about nobody but oneself is not shown.
function typing(el) {
  $('typing')?.replaceChildren(...(el.getAttribute('users') === me ? [] : el.childNodes));
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => $('typing')?.replaceChildren(), 6000);
}

function here(el) {
  $('here')?.replaceChildren(...el.childNodes);
  $('here-count')?.replaceChildren(el.getAttribute('count'));
}

let ticking;

// [data-left] counts its seconds down from when it was first seen, so that a wrong clock does no harm. At nought the
// notice around it has nothing more to say.
function countDown() {
  clearTimeout(ticking);
  for (const el of all('[data-left]')) {
    el.until ??= Date.now() + el.dataset.left * 1000;
    const left = Math.max(0, el.until - Date.now());
    el.textContent = new Date(left + 999).toISOString().slice(left < 3600000 ? 14 : 11, 19);
    if (!left) el.closest('.strip, .notice')?.remove();
    ticking = setTimeout(countDown, 1000);
  }
}

// ---- Sidebar, badges, title

const links = () => all('a[data-read][href^="/rooms/"]');
const linkOf = (slug) => links().find((a) => a.getAttribute('href') === `/rooms/${slug}`);
let asking;

function badge(el) {
  const slug = el.getAttribute('room');
  const a = linkOf(slug);
  // A badge with read tells of one's own mark, made on another page.
  if (a) a.dataset.read = el.getAttribute('read') ?? a.dataset.read;
  if (a) count(a, el.getAttribute('last') ?? a.dataset.last);
  const called = el.getAttribute('mentions')?.split(' ').includes(me);
  if (!a || called && !(slug === room && inSight())) sidebar();
}

function count(a, last) {
  a.dataset.last = last;
  const shown = a === linkOf(room) && inSight();
  const n = shown ? 0 : Math.max(0, last - a.dataset.read);
  const label = a.querySelector('.count');
  if (n) a.dataset.unread = n;
  else delete a.dataset.unread;
  a.classList.toggle('unread', n > 0);
  // Where somebody named the reader, the number is that of the mentions, which only the server knows.
  const { mentionsUnread } = a.dataset;
  if (label) label.hidden = !n;
  if (label && !mentionsUnread) label.firstChild.data = n;
  if (n ? !label : mentionsUnread) sidebar();
  title();
}

function title() {
  const n = links().reduce((sum, a) => sum + (a.matches('.muted') ? 0 : a.dataset.unread | 0), 0);
  document.title = (n ? `(${n}) ` : '') + document.title.replace(/^\(\d+\) /, '');
}

// Everybody in a large room hears of the same thing at once: they ask spread over a second.
function sidebar() {
  if (me && $('side-rooms')) asking ??= setTimeout(fetchSide, Math.random() * 1000);
}

async function fetchSide() {
  asking = null;
  const res = await fetch('/sidebar', { headers, redirect: 'error' }).catch(() => {});
  if (!res?.ok) return;
  const next = parse(await res.text());
  const side = $('side-rooms').cloneNode();
  const shut = all('#side-rooms details:not([open]) > summary').map((s) => s.textContent);
  side.replaceChildren(...(next.getElementById('side-rooms') ?? next).childNodes);
  for (const s of all('summary', side)) if (shut.includes(s.textContent)) s.parentElement.open = false;
  renew($('side-rooms'), side);
  linkOf(room)?.setAttribute('aria-current', 'page');
  title();
}

// ---- Read marks

// The highest seq that was in sight, and the highest that the server knows of: asking for the page has marked it.
let seen = 0;
let marked = 0;
let marking;

function mark() {
  if (!me || thread) return;
  if (inSight()) seen = state.last;
  // Asking for the page has marked it, and its sidebar is from before that.
  const a = linkOf(room);
  if (a && seen > a.dataset.read) {
    a.dataset.read = seen;
    count(a, seen);
  }
  if (marking || seen <= marked) return;
  marking = setTimeout(() => { marking = 0; mark(); }, 3000);
  postMark();
}

function postMark() {
  if (seen <= marked) return;
  marked = seen;
  const body = new URLSearchParams({ seq: seen });
  fetch(`/rooms/${room}/read`, { method: 'POST', body, headers, keepalive: true }).catch(() => {});
}

// ---- Catching up by HTTP

let catching;
const backoff = (n) => Math.min(30000, 250 * 2 ** n) * (0.5 + Math.random());

// catchUp fetches until the page has everything that a frame spoke of.
export function catchUp() {
  return catching ??= (async () => {
    for (let n = 0; !state.stopped; n++) {
      const wait = await ask(state.rev);
      if (!wait && state.rev >= state.ahead) break;
      await new Promise((done) => setTimeout(done, Math.max(wait, backoff(n))));
    }
    catching = null;
  })();
}

// ask fetches what changed since a rev, and resolves to the milliseconds to wait before asking again: 0 when answered.
async function ask(since, patch) {
  const { epoch } = state;
  try {
    const res = await fetch(`/rooms/${room}/messages?${new URLSearchParams({ since, epoch })}`,
      { headers, cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(15000) });
    if ([401, 403, 404].includes(res.status)) return stop(res.status);
    if (!res.ok) return res.headers.get('Retry-After') * 1000 || 1000;
    const html = await res.text();
    // An answer about another epoch is about what is no longer here; one without a frame came from something on the way.
    return epoch !== state.epoch || state.stopped || ingest(html, patch) ? 0 : 1000;
  } catch {
    return 1000;
  }
}

// ---- The socket

let ws, tries = 0, opens = 0, heard = 0, redialTimer, deadTimer, lostTimer;

function dial() {
  clearTimeout(redialTimer);
  if (ws || state.stopped) return;
  const { rev, epoch } = state;
  const socket = ws = new WebSocket(`/ws?${new URLSearchParams({ room, since: rev, epoch, meta: log.dataset.meta ?? -1 })}`);
  let opened;
  show('connecting');
  hear();
  socket.onopen = () => {
    // Badges were missed since the socket before.
    if (opens++) sidebar();
    opened = heard;
    show('live');
  };
  socket.onmessage = (e) => {
    if (socket !== ws) return;
    hear();
    ingest(e.data);
  };
  socket.onclose = (e) => socket === ws && closed(e.code, opened);
}

// A heartbeat comes every 10 to 20 s. A socket that is silent for longer is dead, and its own end may take minutes.
function hear() {
  heard = Date.now();
  clearTimeout(deadTimer);
  deadTimer = setTimeout(closed, 45000, 1006, 1);
}

function hangUp() {
  clearTimeout(deadTimer);
  const socket = ws;
  ws = null;
  socket?.close();
}

async function closed(code, opened) {
  hangUp();
  show('connecting');
  let wait = 0;
  // One that is closed at once must not be dialled in a tight loop.
  if (opened && Date.now() - opened > 5000) tries = 0;
  // A browser cannot see with which status an upgrade was refused, nor why reading has ended.
  if (!opened || code === 1008) wait = await ask(state.rev);
  if (code === 1008) return stop(code);
  // All pages of a replica come back, but not all at once.
  if (code === 1012) wait = Math.random() * 2000;
  if (code === 1013) tries = Math.max(tries, 3);
  clearTimeout(redialTimer);
  redialTimer = setTimeout(dial, Math.max(wait, backoff(tries++)));
}

// stop is the end of the live part of this page; the reason stands above the list.
function stop(reason) {
  if (state.stopped) return 0;
  state.stopped = true;
  hangUp();
  show('closed');
  const line = $('conn');
  if (line) words(line, line.getAttribute(`data-closed-${reason}`) ?? line.dataset.closed);
  return 0;
}

// A break of a moment is not worth a word: offline shows after two seconds, and stays until live.
function show(what) {
  const { dataset } = root;
  if (['closed', what, what === 'connecting' && 'offline'].includes(dataset.conn)) return;
  clearTimeout(lostTimer);
  if (what === 'connecting') lostTimer = setTimeout(show, 2000, 'offline');
  dataset.conn = what;
}

// After sleep or a change of network a socket may look open and be dead.
function wake(e) {
  if (document.hidden || state.stopped) return;
  if (e.type === 'online' || Date.now() - heard > 25000) hangUp();
  tries = 0;
  dial();
  look();
}

// ---- The composer: a form of htmx's, made safe to leave and to send again

const composer = () => $('composer');
const area = (form = composer()) => form?.querySelector('textarea');
// The text and nonce of the post under way.
let sending;
// The nonce of a post whose outcome is unknown. It is used again, also after a reload, so that nothing is posted twice.
let unsure = '';
let sendShown;
let typedAt = 0;

const draftKey = () => ['draft', me, composer().action, thread, composer().elements.reply_to?.value].join(' ');

function saveDraft(text = area()?.value) {
  if (me && text) sessionStorage.setItem(draftKey(), JSON.stringify([text, unsure]));
  else if (area()) sessionStorage.removeItem(draftKey());
}

function restoreDraft() {
  const draft = area() && JSON.parse(sessionStorage.getItem(draftKey()));
  if (!draft || (area().value || draft[0]) !== draft[0]) return;
  [area().value, unsure] = draft;
  if (unsure) composer().elements.nonce.value = unsure;
}

function sendAsked(e, ctx) {
  sending = ctx;
  unsure = ctx.request.body?.get('nonce');
  saveDraft();
}

// Only an answer that holds a composer is ours: not an error page of a proxy, nor one to sign in to a network.
function sendAnswered(e, ctx, tasks) {
  const next = tasks.find((task) => task.type === 'main')?.fragment.querySelector('#composer');
  if (ctx.swap === 'none' || !next) {
    e.preventDefault();
    return notSent();
  }
  unsure = '';
  let text = area()?.value;
  if (text === ctx.request.body?.get('body')) text = '';
  sendShown = carry(composer(), next, text);
  if (ctx.response.status > 299) return;
  // A page left at once, or the next form, which may answer nothing, is not to find what was sent.
  saveDraft(text);
  if (state.end) toBottom();
  if (root.dataset.conn !== 'live') catchUp();
}

function notSent() {
  const box = composer()?.querySelector('.box');
  box?.querySelector('.strip.bad')?.remove();
  box?.prepend($('not-sent')?.content.cloneNode(true) ?? '');
}

// A new composer brings its nonce and notices. It takes away neither the newer text, nor the focus, nor who is typing.
// The answer is to be called when it is in the page.
function carry(old, next, text) {
  const from = area(old);
  const caret = from && old.contains(document.activeElement) && [from.selectionStart, from.selectionEnd];
  if (text && area(next)) area(next).value = text;
  for (const id of ['pill', 'typing']) if ($(id)) next.querySelector(`#${id}`)?.replaceWith($(id));
  return () => {
    if (caret) area()?.focus({ preventScroll: true });
    if (caret) area()?.setSelectionRange(...caret);
    countDown();
  };
}

// The room's new state reaches the form without touching the draft, its nonce, and what it answers: it may be under way.
function newComposer(old, next) {
  const had = area(old);
  const shown = carry(old, next, had?.value);
  if (had) next.querySelector('#post')?.replaceWith($('post'));
  if (old.localName === next.localName) old.replaceChildren(...next.childNodes);
  else old.replaceWith(next);
  wire(composer());
  shown();
  if (!had) restoreDraft();
}

// A reaction is sent beside the page, and shows when everybody sees it. The plain form says why one is refused.
async function react(e) {
  const form = e.target;
  if (!form.action.endsWith('/reactions') || form.plain) return;
  e.preventDefault();
  $('react')?.hidePopover();
  const body = new URLSearchParams(new FormData(form, e.submitter));
  const res = await fetch(form.action, { method: 'POST', body, headers }).catch(() => {});
  if (res?.ok) return root.dataset.conn === 'live' || catchUp();
  form.plain = true;
  form.requestSubmit(e.submitter);
}

// The choice of reactions opens beside the link to it.
async function offerReactions(e) {
  const link = e.target.closest('a[href$="#react"]');
  if (!link || e.ctrlKey || e.metaKey) return;
  e.preventDefault();
  const res = await fetch(link.href).catch(() => {});
  const menu = res?.ok && parse(await res.text()).getElementById('react');
  if (!menu) return location.assign(link.href);
  $('react')?.remove();
  body.append(menu);
  menu.popover = 'auto';
  menu.showPopover({ source: link });
}

function typed() {
  saveDraft();
  if (ws?.readyState !== 1 || Date.now() - typedAt < 3000) return;
  typedAt = Date.now();
  ws.send('typing');
}

function enterSends(e) {
  if (e.key !== 'Enter' || e.shiftKey || e.ctrlKey || e.altKey || e.metaKey || e.defaultPrevented) return;
  if (e.isComposing || e.keyCode === 229 || matchMedia('(pointer: coarse)').matches) return;
  e.preventDefault();
  // What types for a person may send a keypress of its own after the keydown, which is not to begin a line.
  if (e.type === 'keydown' && e.target.value.trim()) composer().requestSubmit();
}

// ---- Wiring

function startForms() {
  // htmx tells of the requests of the composer and of the link to older messages alike.
  const onHtmx = (type, does) => on(document, `htmx:${type}`, (e) => {
    const { ctx, tasks } = e.detail;
    const target = ctx?.target ?? ctx?.sourceElement;
    if (target?.id === 'composer' || ctx === sending && ctx) does(e, ctx, tasks);
    else if (target?.id === 'older') pages[type]?.(tasks);
  });
  // One post at a time: its answer brings the nonce of the next.
  onHtmx('config:request', (e) => sending && e.preventDefault());
  onHtmx('before:request', sendAsked);
  onHtmx('before:swap', sendAnswered);
  onHtmx('after:swap', () => sendShown?.());
  onHtmx('error', notSent);
  onHtmx('finally:request', () => { sending = null; saveDraft(); });
  on(body, 'input keydown keypress', (e) => {
    if (e.target !== area()) return;
    if (e.type === 'input') typed();
    else enterSends(e);
  });
  if (me) restoreDraft();
}

function startRoom() {
  const seqs = articles().map(seqOf);
  const { rev, epoch, end, newest } = log.dataset;
  const [first = 0, last = 0] = [seqs[0], seqs.at(-1)];
  Object.assign(state, { rev: Number(rev), epoch, first, last, newest: Number(newest ?? last), end: end !== undefined });
  if (!document.prerendering) marked = last;
  // The announcer speaks for the log, which would speak of every message.
  if ($('announcer')) log.ariaLive = 'off';
  localise(log);
  days();
  on(scroller, 'scroll', look);
  on(body, 'submit', react);
  on(body, 'click', (e) => {
    offerReactions(e);
    // When the window does not reach the newest messages, the pill is a link to them.
    if (!e.target.closest('#pill') || !state.end) return;
    e.preventDefault();
    toBottom();
  });
  on(window, 'online pageshow', wake);
  on(document, 'visibilitychange', wake);
  on(window, 'offline', () => show('offline'));
  // An open socket would keep the page out of the browser's back cache.
  on(window, 'pagehide', () => { postMark(); hangUp(); });
  dial();
}

startForms();
if (log) startRoom();
title();
countDown();
