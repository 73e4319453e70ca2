// SPDX-License-Identifier: ISC
// The packages sacn, dmxnet and openpixelcontrol-stream of npm, as receivers and senders of one universe or strip.
// usage: node witness.js receive|send PROTOCOL UNIVERSE HEX PORT; a receiver prints in hex what came, a line for each
// time that it changed, and a sender sends the bytes of HEX again and again. Both run until they are killed.
'use strict';
const net = require('net');

const [action, protocol, number, hex, portText] = process.argv.slice(2);
const universe = Number(number), data = Buffer.from(hex, 'hex'), port = Number(portText);
const { log } = console;
console.log = console.info = () => {}; // dmxnet tells what it does
console.warn = console.error;
let last = '';

function tell(bytes) {
    const text = Buffer.from(bytes).toString('hex');
    if (text !== last) log(text);
    last = text;
}

const receivers = {
    e131() {
        const { Receiver } = require('sacn');
        new Receiver({ universes: [universe], port }).on('packet', (packet) => {
            const bytes = Buffer.alloc(512);
            packet.payloadAsBuffer.copy(bytes);
            tell(bytes);
        }).on('PacketCorruption', (error) => { throw error; }).on('PacketOutOfOrder', (error) => { throw error; });
    },
    artnet() {
        const { dmxnet } = require('dmxnet');
        const node = new dmxnet({ log: { level: 'error' }, hosts: ['127.0.0.1'], listen: port });
        node.newReceiver({ net: universe >> 8, subnet: universe >> 4 & 15, universe: universe & 15 }).on('data', tell);
    },
    opc() {
        const { OpcParseStream } = require('openpixelcontrol-stream');
        net.createServer((connection) => {
            const parser = new OpcParseStream({ channel: universe });
            parser.on('setpixelcolors', tell);
            connection.pipe(parser);
        }).listen(port, '127.0.0.1');
    },
};

const senders = {
    e131() {
        const { Sender } = require('sacn');
        const payload = {};
        data.forEach((value, i) => { payload[i + 1] = value; });
        const sender = new Sender({ universe, port, useUnicastDestination: '127.0.0.1',
            defaultPacketOptions: { useRawDmxValues: true } });
        setInterval(() => sender.send({ payload, sourceName: 'witness', priority: 100 }), 50);
    },
    artnet() {
        const { dmxnet } = require('dmxnet');
        const node = new dmxnet({ log: { level: 'error' }, hosts: ['127.0.0.1'], listen: port + 1 });
        const sender = node.newSender({ ip: '127.0.0.1', port, net: universe >> 8, subnet: universe >> 4 & 15,
            universe: universe & 15, base_refresh_interval: 50 });
        data.forEach((value, i) => sender.prepChannel(i, value));
        sender.transmit();
    },
    opc() {
        const { OpcClientStream } = require('openpixelcontrol-stream');
        const client = new OpcClientStream();
        const socket = net.createConnection(port, '127.0.0.1', () => {
            client.pipe(socket);
            setInterval(() => client.setPixelColors(universe, data), 50);
        });
    },
};

({ receive: receivers, send: senders })[action][protocol]();
if (action === 'receive') log('ready');
