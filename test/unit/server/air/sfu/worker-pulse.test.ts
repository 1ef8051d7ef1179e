import { expect } from 'chai';
import { FIRST_PULSE, isDoubtful, isHung, type Look, pulseAfter } from '../../../../../server/air/sfu/worker-pulse.js';

const answer = (cpuMs?: number): Look => ({ hasAnswered: true, cpuMs });
const silence = (cpuMs?: number): Look => ({ hasAnswered: false, cpuMs });
const pulseOf = (...looks: Look[]) => looks.reduce(pulseAfter, FIRST_PULSE);
const times = (count: number, look: (index: number) => Look) =>
  Array.from({ length: count }, (_, index) => look(index));

describe('worker pulse', () => {
  it('takes a worker for hung after three looks without an answer and without CPU time', () => {
    expect(isHung(pulseOf(answer(50), ...times(2, () => silence(50))))).to.equal(false);
    expect(isHung(pulseOf(answer(50), ...times(3, () => silence(50))))).to.equal(true);
  });

  it('bears with a worker that is busy, and even one that only seldom gets the CPU, for twelve seconds', () => {
    expect(isHung(pulseOf(answer(0), ...times(39, (index) => silence(10 * (index + 1)))))).to.equal(false);
    const seldom = times(39, (index) => silence(10 * Math.floor((index + 3) / 3)));
    expect(isHung(pulseOf(answer(0), ...seldom))).to.equal(false);
    expect(isHung(pulseOf(answer(0), ...times(40, (index) => silence(10 * (index + 1)))))).to.equal(true);
  });

  it('forgets everything with an answer', () => {
    const pulse = pulseOf(answer(0), ...times(2, () => silence(0)), answer(0), ...times(2, () => silence(0)));
    expect([isHung(pulse), pulse.silentLooks]).to.deep.equal([false, 2]);
  });

  it('waits longer where no CPU time can be read', () => {
    expect(isHung(pulseOf(answer(), ...times(14, () => silence())))).to.equal(false);
    expect(isHung(pulseOf(answer(), ...times(15, () => silence())))).to.equal(true);
  });

  it('has doubts from the second look without an answer on', () => {
    expect([isDoubtful(pulseOf(silence(0))), isDoubtful(pulseOf(silence(0), silence(10)))]).to.deep.equal([
      false,
      true,
    ]);
  });
});
