import { guarded, type Guard } from '../patches/guard';
import type { EventKind, EventOf, Listener, RunEvent } from '../events';

interface NamedHandler {
  readonly name: string;
  readonly handle: (event: RunEvent) => void;
}

/**
 * Tells the listeners of each event, in their order. Every handler is guarded alone: what one
 * throws is recorded under the name of its listener, and the others still hear of the event.
 */
export class EventBus {
  readonly #guard: Guard;
  #listeners: readonly Listener[] = [];
  #handlers = new Map<EventKind, readonly NamedHandler[]>();

  constructor(guard: Guard) {
    this.#guard = guard;
  }

  /** From now on these are told, and nobody else. */
  listen(listeners: readonly Listener[]): void {
    this.#listeners = listeners;
    this.#handlers = new Map();
  }

  /** From now on nobody is told. */
  close(): void {
    this.listen([]);
  }

  readonly emit = (event: RunEvent): void => {
    for (const { name, handle } of this.#handlersOf(event.kind)) {
      guarded(this.#guard, name, () => {
        handle(event);
      });
    }
  };

  #handlersOf(kind: EventKind): readonly NamedHandler[] {
    const known = this.#handlers.get(kind);
    if (known !== undefined) {
      return known;
    }
    const handlers = this.#listeners.flatMap(({ name, on }) => {
      const handle = on[kind] as ((event: EventOf<typeof kind>) => void) | undefined;
      return handle === undefined ? [] : [{ name, handle }];
    });
    this.#handlers.set(kind, handlers);
    return handlers;
  }
}
