'use strict';

// What it takes to load all of nx-peak that runs inside nx. Node's own modules are there, as nx has loaded
// them by then; of nx-peak and its libraries there is nothing.
const { dirname, join } = require('node:path');
const { performance } = require('node:perf_hooks');

// Those that nx-peak uses, too, and Node has not loaded for itself.
for (const name of ['async_hooks', 'child_process', 'crypto', 'net', 'os', 'perf_hooks']) {
  require(`node:${name}`);
}

const register = require.resolve('nx-peak/register');
const cpu = process.cpuUsage();
const began = performance.now();
require(register);
require(join(dirname(register), 'inside-nx.js'));
const wallMs = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000 }));
