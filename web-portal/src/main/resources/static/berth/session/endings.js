import { CLOSE, lossOf } from './tunnel.js';

/**
 * How a session is over for this page: what the person is told, and what they may do next.
 *
 * @param finish takes the screen away and shows a notice: finish(state, { heading, sentence, referenceText, offered })
 * @param startAgain connects anew to the same session
 * @param stop closes the line and tries no more
 */
export function createEndings({ messages, broker, exitUrl, pages, finish, startAgain, stop }) {
    const exit = { label: messages('notice.back'), href: exitUrl };
    const again = { label: messages('notice.again'), onclick: startAgain, primary: true };

    function tell(state, heading, sentence, offered, referenceText) {
        finish(state, { heading, sentence, referenceText, offered });
    }

    /** The line is gone for good. */
    function lost({ closeCode, error }) {
        if (closeCode === CLOSE.OPENED_ELSEWHERE) {
            tell('ended', messages('ended.elsewhereTitle'), messages('ended.elsewhere'), [{ ...again, label: messages('notice.takeBack') }, exit]);
        } else if (closeCode === CLOSE.GUEST_CLOSED) {
            tell('ended', messages('ended.title'), messages('ended.guestClosed'), [{ ...exit, primary: true }]);
        } else if (closeCode === CLOSE.SESSION_ENDED) {
            tell('ended', messages('ended.title'), messages('ended.ended'), [{ ...exit, primary: true }]);
        } else if (closeCode === CLOSE.IDLE) {
            tell('ended', messages('ended.disconnectedTitle'), messages('ended.idle'), [again, exit]);
        } else if (closeCode === CLOSE.DISCONNECTED || closeCode === CLOSE.DISCONNECTED_FROM_OUTSIDE) {
            tell('ended', messages('ended.disconnectedTitle'), messages('ended.disconnected'), [again, exit]);
        } else {
            tell('failed', messages('failed.title'), error?.message ?? messages(`failed.${lossOf(closeCode)}`), [again, exit]);
        }
    }

    /** The broker ended the session. */
    function ended({ reason, message }) {
        tell('ended', messages('ended.title'), message ?? messages(`ended.${reason}`), [{ ...exit, primary: true }]);
    }

    /** The session could not be opened. */
    function notOpened({ message, reference, retry }) {
        const offered = [{ ...exit, primary: !retry }];
        if (retry) {
            offered.unshift({ label: messages('notice.retry'), onclick: openAnew, primary: true });
        }
        tell('failed', messages('failed.opening'), message, offered, reference ? messages('notice.reference', reference) : '');
    }

    /** Opens anew what could not be opened, and goes to the page of the session that comes of it. */
    async function openAnew() {
        try {
            const { id } = await broker.retry();
            location.assign(`${pages}/${id}`);
        } catch (failure) {
            const retry = failure.passing ? [{ label: messages('notice.retry'), onclick: openAnew, primary: true }] : [];
            tell('failed', messages('failed.opening'), failure.message, [...retry, { ...exit, primary: !failure.passing }]);
        }
    }

    /** The person leaves. */
    async function leaveThrough(action) {
        stop();
        try {
            await action();
            location.assign(exitUrl);
        } catch (failure) {
            tell('failed', messages('failed.title'), failure.message, [again, exit]);
        }
    }

    return { lost, ended, notOpened, leaveThrough };
}
