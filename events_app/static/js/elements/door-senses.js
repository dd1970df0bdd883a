// What the gate feels besides the camera: sounds, vibration, a screen that stays on, and scanners that type.
const TONES = { good: [[1320, 0, 0.12]], warn: [[330, 0, 0.18], [330, 0.26, 0.18]], bad: [[180, 0, 0.5]] };
const SHAKES = { good: [60], warn: [220, 90, 220], bad: [500] };
const PAUSE = 250;
const TICKET = /^(\S+\/t\/)?[a-z2-7]{26}$/i;
let audio;

/** Browsers let a page sound only after somebody touched it. */
export function unlockSound() {
  audio ??= globalThis.AudioContext ? new AudioContext() : null;
  audio?.resume?.();
}

export function feel(tone) {
  navigator.vibrate?.(SHAKES[tone]);
  if (audio?.state !== "running") return;
  for (const [pitch, start, length] of TONES[tone]) {
    const voice = audio.createOscillator();
    const loudness = audio.createGain();
    voice.type = tone === "good" ? "sine" : "square";
    voice.frequency.value = pitch;
    loudness.gain.value = 0.25;
    voice.connect(loudness).connect(audio.destination);
    voice.start(audio.currentTime + start);
    voice.stop(audio.currentTime + start + length);
  }
}

export async function stayAwake() {
  const ask = () => document.hidden || navigator.wakeLock?.request("screen").catch(() => undefined);
  document.addEventListener("visibilitychange", ask);
  await ask();
}

/** A scanner that types: outside of any field its keys come without a pause; in the search field, a ticket's form tells. */
export function listenToKeyboardScanner(onText) {
  let typed = "";
  let last = 0;
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const field = event.target.matches?.("input") ? event.target : null;
    if (event.timeStamp - last > PAUSE) typed = "";
    last = event.timeStamp;
    if (event.key.length === 1 && !field) typed += event.key;
    if (event.key !== "Enter") return;
    const text = field ? (TICKET.test(field.value.trim()) ? field.value : "") : typed;
    typed = "";
    if (text.length < 6) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    onText(text, event.target);
  }, { capture: true });
}
