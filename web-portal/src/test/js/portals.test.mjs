import assert from 'node:assert/strict';
import { test } from 'node:test';

const { otherPortal } = await import(new URL('../../main/resources/static/berth/portals.js', import.meta.url));
const SEOUL = 'https://seoul.example.com';
const BUSAN = 'https://busan.example.com';
const DAEGU = 'https://daegu.example.com';

/** What each portal answers; one that is not named is lost. */
function answers(t, told) {
    globalThis.location = { origin: SEOUL };
    t.mock.method(globalThis, 'fetch', async (url) => {
        const answer = told[new URL(url).origin];
        if (!answer) {
            throw new TypeError('connection refused');
        }
        return Response.json(answer);
    });
}

function serves(region, epoch) {
    return { region, active: true, epoch, portal: null, person: false };
}

test('of two that say they serve, the higher epoch is followed', async (t) => {
    answers(t, { [BUSAN]: serves('busan', 3), [DAEGU]: serves('daegu', 4) });
    assert.equal(await otherPortal([BUSAN, DAEGU], 'seoul'), DAEGU);
    assert.equal(await otherPortal([DAEGU, BUSAN], 'seoul'), DAEGU);
});

test('a portal that was cut off and says that it serves is left for the higher epoch', async (t) => {
    answers(t, { [SEOUL]: serves('seoul', 3), [BUSAN]: serves('busan', 4) });
    assert.equal(await otherPortal([BUSAN], 'seoul'), BUSAN);
});

test('nobody leaves the portal that serves them for one that is behind, or for a silent one', async (t) => {
    answers(t, { [SEOUL]: serves('seoul', 4), [BUSAN]: serves('busan', 3) });
    assert.equal(await otherPortal([BUSAN, DAEGU], 'seoul'), null);
    answers(t, { [SEOUL]: serves('seoul', 4), [BUSAN]: serves('busan', 4) });
    assert.equal(await otherPortal([BUSAN], 'seoul'), null);
});

test('where one is sent is followed once it serves, with no older epoch', async (t) => {
    const away = { region: 'seoul', active: false, epoch: 4, portal: BUSAN, person: false };
    answers(t, { [SEOUL]: away, [BUSAN]: serves('busan', 4) });
    assert.equal(await otherPortal([BUSAN], 'seoul'), BUSAN);
    answers(t, { [SEOUL]: away, [BUSAN]: serves('busan', 3) });
    assert.equal(await otherPortal([BUSAN], 'seoul'), null);
    answers(t, { [SEOUL]: { ...away, person: true }, [BUSAN]: { ...away, region: 'busan' } });
    assert.equal(await otherPortal([BUSAN], 'seoul'), `${BUSAN}/sign-in?stay`);
});
