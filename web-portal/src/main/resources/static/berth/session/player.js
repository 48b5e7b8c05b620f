import { el } from './dom.js';
import { forEachInstruction, instruction } from './instructions.js';
import { guardImages } from './images.js';
import { fittingScale } from './screen.js';

/*
 * Plays the recording that #player names: a time line, seeking, speed. Guacamole's own player knows no speed, so the
 * recording's times are divided by it, and what is shown is multiplied again.
 */
const SPEEDS = [0.5, 1, 2, 4, 8];
const STEP_MS = 10_000;

const root = document.getElementById('player');
const words = root.dataset;
const { Guacamole } = window;
guardImages(window);

const frame = el('div', { class: 'player-frame' });
const area = el('div', { class: 'player-screen', tabindex: '0', role: 'img', 'aria-label': words.wordsScreen }, frame);
const playing = el('button', { type: 'button', class: 'btn btn-primary', disabled: true, onclick: toggle }, words.wordsPlay);
const back = el('button', { type: 'button', class: 'btn', 'aria-label': words.wordsBack, onclick: () => seek(position() - STEP_MS) }, '−10 s');
const forward = el('button', { type: 'button', class: 'btn', 'aria-label': words.wordsForward, onclick: () => seek(position() + STEP_MS) }, '+10 s');
const line = el('input', { type: 'range', min: 0, max: 0, step: 100, value: 0, class: 'player-line', 'aria-label': words.wordsPosition, oninput: () => seek(Number(line.value)) });
const time = el('output', { class: 'player-time' });
const speed = el('select', { class: 'form-select player-speed', 'aria-label': words.wordsSpeed, onchange: () => load(Number(speed.value), position()) }, ...SPEEDS.map((each) => el('option', { value: each, selected: each === 1 }, `${each} ×`)));
const note = el('p', { class: 'player-note', role: 'status' }, words.wordsLoading);

let text = '';
let recording = null;
let factor = 1;
let seeking = false;

function clock(ms) {
    const all = Math.floor(ms / 1000);
    const minutes = `${Math.floor(all / 60) % 60}:${String(all % 60).padStart(2, '0')}`;
    return all < 3600 ? minutes : `${Math.floor(all / 3600)}:${minutes.padStart(5, '0')}`;
}

function position() {
    return recording ? recording.getPosition() * factor : 0;
}

function duration() {
    return recording ? recording.getDuration() * factor : 0;
}

function show() {
    line.max = String(Math.max(0, Math.round(duration())));
    if (!seeking) {
        line.value = String(Math.round(position()));
    }
    const at = new Date(Date.parse(words.started) + Number(line.value));
    time.textContent = `${clock(Number(line.value))} / ${clock(duration())} · ${at.toLocaleTimeString()}`;
    line.setAttribute('aria-valuetext', clock(Number(line.value)));
    root.dataset.state = recording?.isPlaying() ? 'playing' : 'paused';
    playing.textContent = recording?.isPlaying() ? words.wordsPause : words.wordsPlay;
}

function toggle() {
    if (recording.isPlaying()) {
        recording.pause();
    } else if (position() >= duration() - 50) {
        seek(0, () => recording.play());
    } else {
        recording.play();
    }
    show();
}

function seek(to, then = () => {}) {
    const wanted = Math.min(Math.max(0, to), duration());
    seeking = true;
    line.value = String(wanted);
    recording.seek(wanted / factor, () => {
        seeking = false;
        show();
        then();
    });
    show();
}

function fit() {
    const display = recording?.getDisplay();
    if (display?.getWidth()) {
        display.scale(Math.min(1, fittingScale(area.clientWidth, Math.max(240, window.innerHeight * 0.7), display.getWidth(), display.getHeight())));
    }
}

/** The same instructions with their times divided by so much. */
function timed(by) {
    if (by === 1) {
        return text;
    }
    const parts = [];
    forEachInstruction(text, (opcode, args) => {
        parts.push(instruction(opcode === 'sync' ? [opcode, Math.round(Number(args[0]) / by), ...args.slice(1)] : [opcode, ...args]));
    });
    return parts.join('');
}

function load(by, from) {
    const goesOn = recording?.isPlaying() ?? false;
    recording?.pause();
    factor = by;
    recording = new Guacamole.SessionRecording(new Blob([timed(by)]), 200);
    frame.replaceChildren(recording.getDisplay().getElement());
    recording.getDisplay().onresize = fit;
    recording.onplay = recording.onpause = recording.onseek = recording.onprogress = show;
    recording.onerror = (message) => (note.textContent = `${words.wordsFailed} ${message}`);
    recording.onload = () => {
        note.textContent = '';
        playing.disabled = false;
        root.dataset.loaded = 'true';
        seek(Math.min(from, duration()), () => goesOn && recording.play());
    };
}

async function begin() {
    root.replaceChildren(area, el('div', { class: 'player-controls' }, playing, back, forward, line, time, speed), note);
    try {
        const response = await fetch(words.stream, { credentials: 'same-origin', headers: { Accept: 'application/octet-stream' } });
        if (!response.ok) {
            throw new Error(`HTTP ${response.status}`);
        }
        text = await response.text();
        load(1, 0);
    } catch (failure) {
        note.textContent = `${words.wordsFailed} ${failure.message}`;
    }
}

area.addEventListener('keydown', (event) => {
    const steps = { ArrowLeft: -STEP_MS, ArrowRight: STEP_MS };
    if (event.key === ' ' && !playing.disabled) {
        event.preventDefault();
        toggle();
    } else if (steps[event.key] && recording) {
        event.preventDefault();
        seek(position() + steps[event.key]);
    }
});
window.addEventListener('resize', fit);
begin();
