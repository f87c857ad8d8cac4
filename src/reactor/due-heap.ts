/**
 * What is due when: rows of items, and a binary heap of the first ones of the rows, ordered by time and, where times are
 * equal, by sequence number.
 *
 * Programs use few delays, and what is asked for with one delay becomes due in the order in which it was asked for. So an
 * item stands behind the last one of the row of its delay if it is due no earlier than that one, and has nothing to do
 * with the heap until it is the first; one that does not fit is a row of its own. What mostly happens then costs O(1),
 * and O(log n) where nothing fits and everything is in the heap. Delays whose milliseconds end in the same bits share a
 * row, which is as right, only not as fast. Node has a list for each delay, too, but makes it and drops it again whenever
 * it was empty, and keeps no order between lists.
 *
 * The heap's keys lie apart from the items, time and sequence side by side in one array of doubles. V8 keeps a double
 * that is a property in a box of its own, so comparing items by their properties is two jumps through memory a
 * comparison; with a million items the heap is then bound by cache misses. Comparing two children here reads one line of
 * the cache.
 *
 * Every item knows its neighbours in the row, or its `position` in the heap, so any of them can be taken out at once:
 * nothing is marked and left for later, and a million cancelled items take no memory.
 *
 * A hole in the heap is filled by the next in the row, which is due soon, so that it does not sink far; or by the last
 * item of the heap, if there is no next.
 */
export interface HeapItem<Item> {
  /** When it is due; like `sequence`, not to be changed while it is in there. */
  time: number;
  /** Tells those apart that are due at the same time. */
  sequence: number;
  /** Where it is in the heap, while it is the first of its row; like what follows, written by the heap alone. */
  position: number;
  row: number;
  previous: Item | undefined;
  next: Item | undefined;
}

const ROWS = 4096;

export class DueHeap<Item extends HeapItem<Item>> {
  /** The last item of each row. */
  readonly #rows: (Item | undefined)[] = new Array(ROWS).fill(undefined);
  readonly #items: Item[] = [];
  /** Of the item at `i`: its time at `2 * i`, its sequence number after that. */
  readonly #keys: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The item that is due first. */
  get first(): Item | undefined {
    return this.#items[0];
  }

  /** Puts in an item that is asked for with this delay. */
  add(item: Item, delay: number): void {
    const row = delay & (ROWS - 1);
    const last = this.#rows[row];
    const fits = last !== undefined && last.time <= item.time;
    item.row = row;
    this.#size++;
    if (fits) {
      last.next = item;
      item.previous = last;
    } else this.#put(item, this.#rise(this.#items.length, item.time, item.sequence));
    if (fits || last === undefined) this.#rows[row] = item;
  }

  /** Takes an item out; its `time` stays. */
  remove(item: Item): void {
    const { previous, next } = item;
    this.#size--;
    if (this.#rows[item.row] === item) this.#rows[item.row] = previous;
    item.previous = undefined;
    item.next = undefined;
    if (next !== undefined) next.previous = previous;
    if (previous !== undefined) previous.next = next;
    else if (next !== undefined) this.#put(next, this.#sink(item.position, next.time, next.sequence));
    else this.#close(item.position);
  }

  /** All items, the first due first; for looking, as it costs a sort. */
  inOrder(): Item[] {
    const items: Item[] = [];
    for (const first of this.#items) {
      for (let item: Item | undefined = first; item !== undefined; item = item.next) items.push(item);
    }
    return items.sort((a, b) => a.time - b.time || a.sequence - b.sequence);
  }

  /** Fills a hole with the last item. */
  #close(hole: number): void {
    const last = this.#items.pop()!;
    this.#keys.pop();
    this.#keys.pop();
    if (hole === this.#items.length) return;
    const { time, sequence } = last;
    this.#put(last, this.#rise(this.#sink(hole, time, sequence), time, sequence));
  }

  /** Moves a hole down to where an item of this time belongs, if that is further down. */
  #sink(hole: number, time: number, sequence: number): number {
    const size = this.#items.length;
    let child = 2 * hole + 1;
    while (child < size) {
      if (child + 1 < size && this.#isAfter(child, this.#keys[2 * child + 2]!, this.#keys[2 * child + 3]!)) child++;
      if (this.#isAfter(child, time, sequence)) break;
      this.#shift(child, hole);
      hole = child;
      child = 2 * hole + 1;
    }
    return hole;
  }

  /** Moves a hole up to where an item of this time belongs, if that is further up. */
  #rise(hole: number, time: number, sequence: number): number {
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.#isAfter(parent, time, sequence)) break;
      this.#shift(parent, hole);
      hole = parent;
    }
    return hole;
  }

  #put(item: Item, hole: number): void {
    this.#items[hole] = item;
    this.#keys[2 * hole] = item.time;
    this.#keys[2 * hole + 1] = item.sequence;
    item.position = hole;
  }

  #isAfter(position: number, time: number, sequence: number): boolean {
    const own = this.#keys[2 * position]!;
    return own > time || (own === time && this.#keys[2 * position + 1]! > sequence);
  }

  #shift(from: number, to: number): void {
    const item = this.#items[from]!;
    this.#items[to] = item;
    this.#keys[2 * to] = this.#keys[2 * from]!;
    this.#keys[2 * to + 1] = this.#keys[2 * from + 1]!;
    item.position = to;
  }
}
