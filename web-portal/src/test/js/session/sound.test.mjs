import assert from 'node:assert/strict';
import { test } from 'node:test';

const { createSound } = await import(new URL('../../../main/resources/static/berth/session/sound.js', import.meta.url));

/** A browser's sound, which may refuse to begin. */
function audio({ refuses = false } = {}) {
    const context = {
        state: 'suspended',
        calls: 0,
        resume() {
            context.calls++;
            if (refuses) {
                return Promise.reject(new Error('not allowed before the page is used'));
            }
            context.state = 'running';
            return Promise.resolve();
        },
        suspend() {
            context.calls++;
            context.state = 'suspended';
            return Promise.resolve();
        },
    };
    return { context, guacamole: { AudioContextFactory: { getAudioContext: () => context } } };
}

test('a desktop is heard once the person uses the page', () => {
    const { context, guacamole } = audio();
    const sound = createSound(guacamole, { allowed: true });
    assert.equal(context.state, 'suspended');
    sound.wake();
    assert.equal(sound.isOn(), true);
    assert.equal(context.state, 'running');
});

test('a desktop that the person muted stays silent however much it is used, until it is wanted again', () => {
    const { context, guacamole } = audio();
    const sound = createSound(guacamole, { allowed: true });
    sound.wake();
    sound.toggle();
    assert.equal(sound.isOn(), false);
    assert.equal(context.state, 'suspended');
    sound.wake();
    sound.wake();
    assert.equal(context.state, 'suspended');
    sound.toggle();
    assert.equal(sound.isOn(), true);
    assert.equal(context.state, 'running');
});

test('one that was muted before it was ever heard begins silent', () => {
    const { context, guacamole } = audio();
    const sound = createSound(guacamole, { allowed: true });
    sound.toggle();
    sound.wake();
    assert.equal(context.state, 'suspended');
});

test('where sound is not allowed, using the page does not begin any', () => {
    const { context, guacamole } = audio();
    createSound(guacamole, { allowed: false }).wake();
    assert.equal(context.calls, 0);
});

test('a browser that refuses, or has no sound at all, does not stop the page', async () => {
    const { context, guacamole } = audio({ refuses: true });
    const refused = createSound(guacamole, { allowed: true });
    refused.wake();
    await Promise.resolve();
    assert.equal(context.calls, 1);
    assert.equal(refused.isOn(), true);

    const none = createSound({ AudioContextFactory: { getAudioContext: () => null } }, { allowed: true });
    none.wake();
    none.toggle();
    assert.equal(none.isOn(), false);
});
