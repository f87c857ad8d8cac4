import { fake } from 'interloop/testing';

export default () => fake();
