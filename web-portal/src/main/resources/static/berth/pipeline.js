/*
 * Follows the log of a run. EventSource connects again by itself and tells the last line that it has, so none is shown
 * twice. Who has scrolled up to read stays where they are.
 */
const log = document.getElementById('build-log');
if (log) {
    log.scrollTop = log.scrollHeight;
}
if (log && log.dataset.follow) {
    const source = new EventSource(log.dataset.follow);
    source.addEventListener('line', event => {
        const told = JSON.parse(event.data);
        const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
        const line = document.createElement('div');
        line.className = told.guest ? 'guest' : 'berth';
        line.textContent = told.line;
        log.append(line);
        if (atEnd) {
            log.scrollTop = log.scrollHeight;
        }
    });
    source.addEventListener('phase', () => document.body.dispatchEvent(new Event('phase')));
    source.addEventListener('over', () => {
        source.close();
        document.body.dispatchEvent(new Event('phase'));
    });
}
