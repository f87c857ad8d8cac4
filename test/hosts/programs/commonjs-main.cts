const { enter } = require('interloop/host');
const { everythingThenLeave } = require('./everything.js');
const { hostOfArgument } = require('./host.js');

everythingThenLeave();
enter(hostOfArgument()).then(() => console.log('after'));
