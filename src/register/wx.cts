/**
 * What the command line has Node require. Node's own threads (that of module hooks) load it as well, and on Node 22
 * requiring an ES module there breaks them.
 */
const { isInternalThread } = require('node:worker_threads');

if (!isInternalThread) require('./wx.js');
