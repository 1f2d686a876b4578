'use strict';

// What it takes to load all of nx-peak that runs inside nx, in a process that has loaded nothing else.
const { dirname, join } = require('node:path');
const { performance } = require('node:perf_hooks');

const register = require.resolve('nx-peak/register');
const cpu = process.cpuUsage();
const began = performance.now();
require(register);
require(join(dirname(register), 'inside-nx.js'));
const wallMs = performance.now() - began;
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ wallMs, cpuMs: (user + system) / 1000 }));
