/*
 * Brings a .deb file in parts, as /api/v1/packages/files takes them, and puts its id into the form. What a file of Debian is
 * called says name and version, so they are filled in where nobody has typed any.
 */
const place = document.getElementById('bring');
if (place) {
    const { csrfHeader, csrfToken, partBytes, going, done, failed } = place.dataset;
    const chosen = place.querySelector('input[type=file]');
    const told = place.querySelector('[role=status]');
    const form = place.closest('form');
    const field = name => form.elements.namedItem(name);

    const ask = async (method, path, body, type, signal) => {
        const response = await fetch('/api/v1/packages/files' + path, {
            method,
            headers: { [csrfHeader]: csrfToken, 'Content-Type': type },
            body,
            signal,
        });
        if (!response.ok) {
            const problem = await response.json().catch(() => ({}));
            throw new Error(problem.detail ?? problem.sentence ?? response.statusText);
        }
        return response.status === 204 ? null : response.json();
    };
    const json = (path, value, signal) => ask('POST', path, JSON.stringify(value), 'application/json', signal);

    /** Unless somebody typed something else. */
    const filled = {};
    const fill = (name, value) => {
        if (!field(name).value || field(name).value === filled[name]) {
            field(name).value = filled[name] = value;
        }
    };

    const bring = async (file, signal) => {
        const begun = await json('', { name: file.name, bytes: file.size }, signal);
        const size = Number(partBytes);
        for (let number = 0; number * size < file.size; number++) {
            const part = file.slice(number * size, (number + 1) * size);
            await ask('PUT', `/${begun.id}/parts/${number}`, part, 'application/octet-stream', signal);
            signal.throwIfAborted();
            told.textContent = `${going} ${Math.floor(100 * Math.min(1, (number + 1) * size / file.size))} %`;
        }
        return json(`/${begun.id}/finish`, { sha256: field('sha256').value.trim() || null }, signal);
    };

    // A file that is chosen while another one is on its way takes its place.
    let way = new AbortController();

    chosen.addEventListener('change', async () => {
        way.abort();
        way = new AbortController();
        const { signal } = way;
        field('file').value = '';
        told.textContent = '';
        const file = chosen.files[0];
        if (!file) {
            return;
        }
        const [name, version] = file.name.split('_');
        if (version) {
            fill('debianName', name);
            fill('debianVersion', decodeURIComponent(version));
            fill('label', decodeURIComponent(version));
        }
        try {
            const whole = await bring(file, signal);
            signal.throwIfAborted();
            field('file').value = whole.id;
            told.textContent = `${done} ${whole.sha256}`;
        } catch (problem) {
            if (!signal.aborted) {
                told.textContent = `${failed} ${problem.message}`;
            }
        }
    });
}
