import { SharedMeasurements } from './shared-measurement';

describe('SharedMeasurements', () => {
  it('gives out what was given back, and nothing that is in use', () => {
    const shared = new SharedMeasurements(true);
    const [one, other] = [shared.take(), shared.take()];
    expect(one.number).not.toBe(other.number);
    shared.giveBack(one);
    expect(shared.take()).toBe(one);
    expect(shared.take().number).not.toBe(other.number);
  });

  it('makes room for processes only where they are wanted', () => {
    expect(new SharedMeasurements(true).take().processes).toBeDefined();
    expect(new SharedMeasurements(false).take().processes).toBeUndefined();
  });
});
