import type { Listener } from '../events';
import { FailureLog } from '../failures';
import { EventBus } from './event-bus';

let failures: FailureLog;
let bus: EventBus;
let heard: string[];

beforeEach(() => {
  failures = new FailureLog();
  bus = new EventBus({ failures });
  heard = [];
});

function listener(name: string, handle: () => void = () => undefined): Listener {
  return {
    name,
    on: {
      'command-ending': () => {
        heard.push(name);
        handle();
      },
    },
  };
}

describe('an event', () => {
  it('is heard by all who listen to its kind, in their order', () => {
    bus.listen([listener('one'), listener('two')]);
    bus.emit({ kind: 'command-ending' });
    bus.emit({ kind: 'command-ended' });
    expect(heard).toEqual(['one', 'two']);
  });

  it('is heard by the others when one throws, whose failure is recorded once', () => {
    const broken = listener('broken', () => {
      throw new Error('ours');
    });
    bus.listen([listener('one'), broken, listener('two')]);
    bus.emit({ kind: 'command-ending' });
    bus.emit({ kind: 'command-ending' });
    expect(heard).toEqual(['one', 'broken', 'two', 'one', 'broken', 'two']);
    expect(failures.ofThisProcess).toMatchObject([{ where: 'broken', message: 'ours' }]);
  });

  it('carries what stands in its slot from one listener to the next', () => {
    const append = (text: string): Listener => ({
      name: text,
      on: {
        'list-printing': (event) => {
          event.text += text;
        },
      },
    });
    bus.listen([append('b'), append('c')]);
    const event = { kind: 'list-printing' as const, text: 'a' };
    bus.emit(event);
    expect(event.text).toBe('abc');
  });

  it('is heard by nobody once the bus is closed', () => {
    bus.listen([listener('one')]);
    bus.emit({ kind: 'command-ending' });
    bus.close();
    bus.emit({ kind: 'command-ending' });
    expect(heard).toEqual(['one']);
  });
});
