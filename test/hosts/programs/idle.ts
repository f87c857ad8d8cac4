import { enter } from 'interloop/host';
import { whenHosted } from 'interloop/testing';
import { hostOfArgument } from './host.ts';

whenHosted(() => console.error('hosted'));
await enter(hostOfArgument());
