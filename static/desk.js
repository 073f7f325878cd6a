// desk.js gives the moderators' desk its keys, and keeps its queue up to date. Without it the page is complete.

const $ = (css) => document.querySelector(css);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// The queue is asked for again and again: the server answers when something has changed, or after a while.
async function watch() {
  while ($('#queue')) {
    const began = Date.now();
    try {
      await htmx.ajax('GET', $('#queue').dataset.wait, { target: '#queue', swap: 'outerMorph' });
    } catch {
      await pause(3000);
    }
    // An error comes at once, a change may: neither is to be asked for in a hurry.
    await pause(Math.max(0, 1000 - (Date.now() - began)));
  }
}

// step opens the case after, or before, the one that is open.
function step(by) {
  const cases = [...document.querySelectorAll('#queue a[data-subject]')];
  const at = cases.findIndex((a) => a.hasAttribute('aria-current'));
  const next = at < 0 ? cases[by > 0 ? 0 : cases.length - 1] : cases[at + by];
  if (next) location.assign(next.href);
}

// choose ticks what happens, by its place.
function choose(n) {
  const radio = document.querySelectorAll('#verdict [name=do][type=radio]')[n - 1];
  if (!radio) return;
  radio.checked = true;
  radio.focus();
}

function press(key) {
  if (key === 'j') return step(1);
  if (key === 'k') return step(-1);
  if (key === '?') return $('#keys').showModal();
  if (key >= '1' && key <= '9') return choose(Number(key));
  document.querySelector(`.case [data-key="${key}"]`)?.click();
}

addEventListener('keydown', (e) => {
  if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
  const el = e.target;
  if (el.matches('textarea, select, input:not([type=radio]):not([type=checkbox])') || $('#keys').open) return;
  if (e.key === 'Enter') {
    const form = $('#verdict');
    if (!form || el.closest('a, button, summary') || !form.querySelector('.primary:not([data-key])')) return;
    e.preventDefault();
    if (!e.repeat) form.requestSubmit(form.querySelector('.primary'));
    return;
  }
  if (!/^[jkxgtln?1-9]$/.test(e.key.toLowerCase()) || e.repeat) return;
  e.preventDefault();
  press(e.key.toLowerCase());
});

watch();
