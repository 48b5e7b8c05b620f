import { el } from './dom.js';

/** A stage that took less was over already, so it says no time. */
const NOT_WAITED_FOR_MS = 50;

/** After so long people wonder whether it goes on at all. */
const LONG_MS = 15_000;

export const STAGES = Object.freeze([
    'AUTHORISED',
    'PLACED',
    'DISK_READY',
    'MACHINE_STARTED',
    'GUEST_READY',
    'CREDENTIALS_SET',
    'CONNECTED',
    'FIRST_FRAME',
]);

/**
 * Which stages are done, which one is under way, and which are to come. A stage that was skipped, since a later one was
 * reached, counts as done.
 *
 * @param reached names of stages with the time they were reached
 */
export function stageStates(reached) {
    const last = Math.max(-1, ...STAGES.map((stage, index) => (reached.has(stage) ? index : -1)));
    return STAGES.map((stage, index) => ({
        stage,
        state: index <= last ? 'done' : index === last + 1 ? 'current' : 'waiting',
    }));
}

/** Part of a stage that is over, judged by how long it usually takes; never quite all of it. */
export function share(elapsedMs, usualMs) {
    return usualMs > 0 ? Math.min(0.95, 1 - Math.exp((-1.6 * elapsedMs) / usualMs)) : 0;
}

/** Whether the machine takes so long to come up that people are told how long that usually takes. */
export function isLong(reached, elapsedMs) {
    return elapsedMs >= LONG_MS && STAGES.slice(STAGES.indexOf('GUEST_READY')).every((stage) => !reached.has(stage));
}

/** The view before the first picture: every stage, which one is under way, and how long it usually takes. */
export function createProgress({ name, messages, announce }) {
    const rows = new Map();
    const list = el('ol', { class: 'session-stages' });
    for (const stage of STAGES) {
        const time = el('span', { class: 'session-stage-time' });
        const bar = el('span', { class: 'session-stage-bar', 'aria-hidden': 'true' }, el('span'));
        const row = el('li', { 'data-stage': stage }, el('span', { class: 'session-stage-mark', 'aria-hidden': 'true' }), el('span', { class: 'session-stage-name' }, messages(`stage.${stage}`)), time, bar);
        rows.set(stage, { row, time, bar: bar.firstChild });
        list.append(row);
    }
    const note = el('p', { class: 'session-note', role: 'status' });
    const patience = el('p', { class: 'session-note', role: 'status' });
    const element = el(
        'section',
        { class: 'session-progress', 'aria-label': messages('progress.label') },
        el('h1', {}, messages('progress.title', name)),
        list,
        note,
        patience,
    );
    const reached = new Map();
    const usual = new Map();
    let beganAt = Date.now();
    let timer = 0;

    function previousEnd(stage) {
        const before = STAGES.slice(0, STAGES.indexOf(stage)).filter((each) => reached.has(each));
        return before.length > 0 ? reached.get(before.at(-1)) : beganAt;
    }

    function draw() {
        const text = isLong(reached, Date.now() - beganAt) ? messages('progress.long') : '';
        if (patience.textContent !== text) {
            patience.textContent = text;
        }
        for (const { stage, state } of stageStates(reached)) {
            const { row, time, bar } = rows.get(stage);
            row.dataset.state = state;
            if (state === 'current') {
                row.setAttribute('aria-current', 'step');
            } else {
                row.removeAttribute('aria-current');
            }
            const elapsed = (reached.get(stage) ?? Date.now()) - previousEnd(stage);
            const knownTime = state === 'done' ? reached.has(stage) && elapsed >= NOT_WAITED_FOR_MS : state === 'current';
            time.textContent = knownTime ? messages('stage.seconds', Math.max(0, elapsed / 1000).toFixed(1)) : '';
            bar.style.inlineSize = `${state === 'done' ? 100 : state === 'current' ? 100 * share(elapsed, usual.get(stage)) : 0}%`;
        }
    }

    return {
        element,
        show() {
            element.hidden = false;
            clearInterval(timer);
            timer = setInterval(draw, 100);
            draw();
        },
        hide() {
            element.hidden = true;
            clearInterval(timer);
        },
        /**
         * @param at milliseconds; absent if the stage is yet to come
         * @param usualMs how long this stage usually takes; absent if not known
         */
        reach(stage, at, usualMs) {
            if (!rows.has(stage)) {
                return;
            }
            if (usualMs != null) {
                usual.set(stage, usualMs);
            }
            if (at == null) {
                return;
            }
            note.textContent = '';
            if (reached.size === 0) {
                beganAt = Math.min(beganAt, at);
            }
            reached.set(stage, at);
            draw();
            const current = stageStates(reached).find(({ state }) => state === 'current');
            if (current && !element.hidden) {
                announce(messages(`stage.${current.stage}`));
            }
        },
        /** Why it does not go on at present, such as a lack of room. */
        wait(sentence) {
            note.textContent = sentence;
        },
        /** How long each stage usually takes, before it is reached. */
        expect(usualByStage) {
            Object.entries(usualByStage).forEach(([stage, ms]) => usual.set(stage, ms));
        },
        elapsedMs: () => Date.now() - beganAt,
    };
}
