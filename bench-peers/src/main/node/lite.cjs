// guacamole-lite with nothing set but addresses and a key: node --expose-gc lite.cjs GUACD_PORT KEY
// Says "listening PORT", ends when its input does, and collects garbage on SIGUSR2.
'use strict';
const GuacamoleLite = require('guacamole-lite');

const [guacdPort, key] = process.argv.slice(2);
const server = new GuacamoleLite(
    {host: '127.0.0.1', port: 0},
    {host: '127.0.0.1', port: Number(guacdPort)},
    // Browsers here only look on, so a person who does nothing is not sent away.
    {log: {level: 'ERRORS'}, maxInactivityTime: 0, crypt: {cypher: 'AES-256-CBC', key}},
);
// It tells of each connection on standard output, which is read for one line only.
console.log = () => {};
server.webSocketServer.on('listening', () =>
    process.stdout.write(`listening ${server.webSocketServer.address().port}\n`));
process.on('SIGUSR2', () => global.gc());
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
