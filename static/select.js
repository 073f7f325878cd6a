// select.js helps a moderator select messages: boxes on those that come while the page is open, a range with shift, arrows
// from box to box, the number told, Escape to stop. Without it the page is complete. live.js knows nothing of it.

const $ = (id) => document.getElementById(id);
const log = $('log');
const bulk = $('bulk');
const blank = $('pick-template').content.firstElementChild;
const boxes = () => [...log.querySelectorAll('.pick input')];
const boxOf = (seq) => boxes().find((box) => box.value === seq);

// By seq, because every change of a message brings a new element. last is where a range begins, at where the focus is.
const picked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
let last = [...picked].at(-1);
let at = null;

// dress gives a message its box as it was, unless it can no longer be removed.
function dress(article) {
  const { seq } = article.dataset;
  if (!article.matches('.msg') || 'removed' in article.dataset) return picked.delete(seq);
  let box = article.querySelector('.pick input');
  if (!box) {
    const label = blank.cloneNode(true);
    box = label.firstElementChild;
    box.value = seq;
    box.ariaLabel = box.ariaLabel.replace('{name}', article.querySelector('.name').textContent)
      .replace('{at}', article.querySelector('time').textContent);
    article.prepend(label);
  }
  box.checked = picked.has(seq);
  if (at === seq) box.focus({ preventScroll: true });
}

function set(box, checked) {
  box.checked = checked;
  if (checked) picked.add(box.value);
  else picked.delete(box.value);
}

// range gives all from one box to another the state of the second.
function range(from, to) {
  const all = boxes();
  const [a, b] = [all.indexOf(from), all.indexOf(to)].sort((x, y) => x - y);
  if (a >= 0) all.slice(a, b + 1).forEach((box) => set(box, to.checked));
}

function tell() {
  const words = bulk.querySelector('output');
  bulk.classList.add('told');
  words.textContent = words.dataset.words.replace('{n}', picked.size);
}

function clicked(e) {
  const box = e.target;
  if (!box.matches('.pick input')) return;
  if (e.shiftKey && last) range(boxOf(last), box);
  set(box, box.checked);
  last = box.value;
  tell();
}

// step goes to the next box; with shift that one gets the state of the one before.
function step(e, by) {
  const all = boxes();
  const next = all[all.indexOf(e.target) + by];
  if (!next) return;
  e.preventDefault();
  next.focus();
  if (!e.shiftKey) return;
  set(next, e.target.checked);
  last = next.value;
  tell();
}

function pressed(e) {
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  const inBox = e.target.matches('.pick input');
  if (inBox && e.key === 'ArrowDown') step(e, 1);
  if (inBox && e.key === 'ArrowUp') step(e, -1);
  // Words for a reason are not thrown away with a key.
  if (e.key === 'Escape' && !bulk.elements.reason.value) location.assign($('bulk-end').href);
}

new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const el of addedNodes) if (el.matches?.('article[data-seq]')) dress(el);
  }
  tell();
}).observe(log, { childList: true });

log.addEventListener('click', clicked);
addEventListener('keydown', pressed);
// live.js moves the focus into the element that takes the place of another, before that one has its box.
addEventListener('focusin', (e) => {
  const seq = e.target.matches('.pick input') ? e.target.value : null;
  queueMicrotask(() => { at = seq; });
});
tell();
