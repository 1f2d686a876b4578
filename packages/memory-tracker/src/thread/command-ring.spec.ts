import { CommandRing } from './command-ring';

interface Numbered {
  readonly number: number;
  readonly text: string;
}

function taken(ring: CommandRing<Numbered>): number[] {
  const numbers: number[] = [];
  for (let one = ring.take(); one !== undefined; one = ring.take()) {
    numbers.push(one.number);
  }
  return numbers;
}

describe('CommandRing', () => {
  it('hands commands to another thread as they are, once and in order', () => {
    const ring = new CommandRing<Numbered>();
    const reader = new CommandRing<Numbered>(ring.memory);
    ring.put({ number: 1, text: 'ä "quoted" 🙂' });
    ring.put({ number: 2, text: '' });
    expect(reader.isEmpty).toBe(false);
    expect(reader.take()).toEqual({ number: 1, text: 'ä "quoted" 🙂' });
    expect(reader.take()).toEqual({ number: 2, text: '' });
    expect(reader.take()).toBeUndefined();
    expect(reader.isEmpty).toBe(true);
  });

  it('goes on for ever, whatever the commands are as long as', () => {
    const ring = new CommandRing<Numbered>();
    const reader = new CommandRing<Numbered>(ring.memory);
    for (let number = 0; number < 5000; number++) {
      const command = { number, text: 'é'.repeat(number % 500) };
      expect(ring.put(command)).toBe(true);
      expect(reader.take()).toEqual(command);
    }
  });

  it('loses nothing when the reader does not come for long', () => {
    const ring = new CommandRing<Numbered>();
    const reader = new CommandRing<Numbered>(ring.memory);
    const all = Array.from({ length: 2000 }, (_, number) => number);
    all.forEach((number) => ring.put({ number, text: 'x'.repeat(100) }));
    expect(ring.isFull).toBe(true);
    const numbers = taken(reader);
    while (ring.isFull) {
      ring.flush();
      numbers.push(...taken(reader));
    }
    expect(numbers).toEqual(all);
  });

  it('refuses what has no room at all', () => {
    const ring = new CommandRing<Numbered>();
    expect(ring.put({ number: 1, text: 'x'.repeat(100_000) })).toBe(false);
    expect(ring.isEmpty).toBe(true);
  });
});
