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

    const ask = async (method, path, body, type) => {
        const response = await fetch('/api/v1/packages/files' + path, {
            method,
            headers: { [csrfHeader]: csrfToken, 'Content-Type': type },
            body,
        });
        if (!response.ok) {
            const problem = await response.json().catch(() => ({}));
            throw new Error(problem.detail ?? problem.sentence ?? response.statusText);
        }
        return response.status === 204 ? null : response.json();
    };
    const json = (path, value) => ask('POST', path, JSON.stringify(value), 'application/json');

    const bring = async file => {
        const begun = await json('', { name: file.name, bytes: file.size });
        const size = Number(partBytes);
        for (let number = 0; number * size < file.size; number++) {
            const part = file.slice(number * size, (number + 1) * size);
            await ask('PUT', `/${begun.id}/parts/${number}`, part, 'application/octet-stream');
            told.textContent = `${going} ${Math.floor(100 * Math.min(1, (number + 1) * size / file.size))} %`;
        }
        return json(`/${begun.id}/finish`, { sha256: field('sha256').value.trim() || null });
    };

    chosen.addEventListener('change', async () => {
        const file = chosen.files[0];
        if (!file) {
            return;
        }
        field('file').value = '';
        const [name, version] = file.name.split('_');
        if (version && !field('debianName').value && !field('debianVersion').value) {
            field('debianName').value = name;
            field('debianVersion').value = decodeURIComponent(version);
            field('label').value ||= decodeURIComponent(version);
        }
        try {
            const whole = await bring(file);
            field('file').value = whole.id;
            told.textContent = `${done} ${whole.sha256}`;
        } catch (problem) {
            told.textContent = `${failed} ${problem.message}`;
        }
    });
}
