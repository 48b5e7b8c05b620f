// Gathers what the pages load from npm into one folder: node assets.mjs FOLDER
// Installs only when the lock file changed, and copies only when something that is copied changed.
import {createHash} from 'node:crypto';
import {spawnSync} from 'node:child_process';
import {copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const into = process.argv[2];
if (!into) {
    console.error('Say where the files go: node assets.mjs FOLDER');
    process.exit(2);
}

const hashOf = (...files) => {
    const hash = createHash('sha256');
    files.forEach(file => hash.update(readFileSync(file)));
    return hash.digest('hex');
};
const stamped = (stamp, hash) => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;

const lock = hashOf('package.json', 'package-lock.json');
const installed = 'node_modules/.berth-lock';
if (!stamped(installed, lock)) {
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {stdio: 'inherit'});
    if (npm.status !== 0) {
        console.error('npm ci failed, so the pages have no styles and scripts. Check that npm can reach its registry.');
        process.exit(1);
    }
    writeFileSync(installed, lock);
}

const all = hashOf('package-lock.json', 'icons.txt', 'assets.mjs');
const copied = join(into, '..', '..', '..', 'web-assets.stamp');
if (stamped(copied, all) && existsSync(join(into, 'icons.svg'))) {
    process.exit(0);
}

mkdirSync(into, {recursive: true});
for (const [from, to] of [
    ['@tabler/core/dist/css/tabler.min.css', 'tabler.min.css'],
    ['htmx.org/dist/htmx.min.js', 'htmx.min.js'],
    ['htmx-ext-sse/dist/sse.min.js', 'htmx-sse.min.js'],
]) {
    copyFileSync(join('node_modules', from), join(into, to));
}

// A line of icons.txt is an icon's name, or OUR-NAME=ITS-NAME.
// One file of symbols, so that an icon is <svg><use href="…/icons.svg#name"/></svg> and the policy needs no inline data.
const symbols = readFileSync('icons.txt', 'utf8').split('\n').filter(Boolean).map(line => {
    const [id, name = id] = line.split('=');
    const svg = readFileSync(join('node_modules/@tabler/icons/icons/outline', name + '.svg'), 'utf8');
    const shapes = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>')).replace(/\s*\n\s*/g, '');
    return `<symbol id="${id}" viewBox="0 0 24 24">${shapes}</symbol>`;
});
writeFileSync(join(into, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('\n')}</svg>\n`);
writeFileSync(copied, all);
