/**
 * The text of an endpoint, taken apart: `tcp:8080:interface=127.0.0.1`.
 *
 * Twisted's grammar. Parts are separated by colons; the first is the kind, the others are values, in order, or `name=value`.
 * A backslash takes the meaning away from what follows it: `\:`, `\=`, `\\`.
 */
import { EndpointSyntaxError } from '../../errors.ts';

/** An endpoint's text, taken apart. Every value has to be asked for: see {@link Description.end}. */
export class Description {
  /** The kind of endpoint, `tcp` for example. */
  readonly kind: string;
  readonly #text: string;
  readonly #values: string[] = [];
  readonly #named = new Map<string, string>();

  /** @throws EndpointSyntaxError `ERR_INTERLOOP_ENDPOINT_SYNTAX` */
  constructor(text: string) {
    if (typeof text !== 'string') throw new EndpointSyntaxError(String(text), 'it is not a string');
    this.#text = text;
    const [kind, ...parts] = split(text);
    if (!kind?.value || kind.name !== undefined)
      throw new EndpointSyntaxError(text, 'it begins with a kind, as in tcp:8080');
    this.kind = kind.value;
    for (const { name, value } of parts) {
      if (name === undefined) this.#values.push(value);
      else if (this.#named.has(name)) throw new EndpointSyntaxError(text, `${name} is given twice`);
      else this.#named.set(name, value);
    }
  }

  /** The value of a name, or else the next one without a name if there is. */
  next(name: string): string | undefined {
    return this.named(name) ?? this.#values.shift();
  }

  /** The value of a name. */
  named(name: string): string | undefined {
    const value = this.#named.get(name);
    this.#named.delete(name);
    return value;
  }

  /** The same; it has to be there. @throws EndpointSyntaxError `ERR_INTERLOOP_ENDPOINT_SYNTAX` */
  required(name: string): string {
    const value = this.next(name);
    if (value === undefined) throw new EndpointSyntaxError(this.#text, `${name} is missing`);
    return value;
  }

  /** A whole number from 0. @throws EndpointSyntaxError `ERR_INTERLOOP_ENDPOINT_SYNTAX` */
  number(name: string, value: string | undefined, base = 10): number | undefined {
    if (value === undefined) return undefined;
    const digits = base === 8 ? /^[0-7]+$/ : /^\d+$/;
    if (digits.test(value)) return Number.parseInt(value, base);
    throw new EndpointSyntaxError(this.#text, `${name} is a number, not ${JSON.stringify(value)}`);
  }

  /** A port: 0 to 65535. @throws EndpointSyntaxError `ERR_INTERLOOP_ENDPOINT_SYNTAX` */
  port(name: string): number {
    const port = this.number(name, this.required(name)) as number;
    if (port <= 65_535) return port;
    throw new EndpointSyntaxError(this.#text, `${name} is a number from 0 to 65535, not ${port}`);
  }

  /** Nothing else may be there. @throws EndpointSyntaxError `ERR_INTERLOOP_ENDPOINT_SYNTAX` */
  end(): void {
    const [name] = this.#named.keys();
    if (name !== undefined) throw new EndpointSyntaxError(this.#text, `${this.kind} knows no ${name}`);
    const [value] = this.#values;
    if (value !== undefined)
      throw new EndpointSyntaxError(this.#text, `${JSON.stringify(value)} is one value too many`);
  }
}

/**
 * Takes the meaning away from what means something in the text of an endpoint, a path for example. Twisted's
 * `quoteStringArgument`.
 *
 * @example
 * import { quoteForEndpoint } from 'interloop';
 *
 * console.log(`unix:${quoteForEndpoint('/run/a:b')}`); // unix:/run/a\:b
 */
export function quoteForEndpoint(value: string): string {
  return value.replace(/[\\:=]/g, '\\$&');
}

interface Part {
  readonly name?: string;
  readonly value: string;
}

function split(text: string): Part[] {
  const parts: Part[] = [];
  let name: string | undefined;
  let value = '';
  const end = (): void => {
    parts.push(name === undefined ? { value } : { name, value });
    name = undefined;
    value = '';
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === '\\' && ++i === text.length) throw new EndpointSyntaxError(text, 'there is nothing after the last \\');
    if (char === '\\') value += text[i];
    else if (char === ':') end();
    else if (char === '=' && name === undefined) [name, value] = [value, ''];
    else value += char;
  }
  end();
  return parts;
}
