/** The room: who is in it, by nickname. It is the factory as well, so that it makes the members of its connections. */
import { Factory } from 'interloop';
import { Member } from './member.ts';

export class Room extends Factory {
  readonly #members = new Map<string, Member>();

  override buildProtocol(): Member {
    return new Member(this);
  }

  get names(): string[] {
    return [...this.#members.keys()].sort();
  }

  /** Whether this nickname was free; the member has it then, and no other one. */
  take(name: string, member: Member): boolean {
    if (this.#members.has(name)) return false;
    if (member.name !== undefined) this.#members.delete(member.name);
    this.#members.set(name, member);
    member.name = name;
    return true;
  }

  leave(name: string): void {
    this.#members.delete(name);
  }

  /** Tells all, but for one perhaps. */
  tell(line: string, butNot?: Member): void {
    for (const member of this.#members.values()) if (member !== butNot) member.hear(line);
  }
}
