/**
 * A picture of a screen: its pixels are looked at, its text is read, it is kept as PNG.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';

/** A part of a picture, in pixels. */
export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where pictures are kept: an artefact of the run, not of the repository. */
const FOLDER = fileURLToPath(new URL('../../screenshots/', import.meta.url));

/** Small print is read better when it is larger. */
const ZOOM = 3;

export class Picture {
  readonly width: number;
  readonly height: number;
  /** 0xrrggbb, row by row. */
  readonly pixels: Uint32Array;

  constructor(width: number, height: number, pixels: Uint32Array) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  /** Reads the X window dump that Xvfb draws into: a header of big-endian words, then little-endian pixels of 32 bits. */
  static ofDump(dump: Buffer): Picture {
    const word = (index: number) => dump.readUInt32BE(4 * index);
    const [width, height, stride] = [word(4), word(5), word(12)];
    const start = word(0) + 12 * word(19);
    const pixels = new Uint32Array(width * height);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) pixels[y * width + x] = dump.readUInt32LE(start + y * stride + 4 * x) & 0xffffff;
    }
    return new Picture(width, height, pixels);
  }

  /** The colour of one pixel, 0xrrggbb. */
  at(x: number, y: number): number {
    return this.pixels[y * this.width + x]!;
  }

  cut({ x, y, width, height }: Area): Picture {
    const rows = Array.from({ length: height }, (_, row) => {
      const start = (y + row) * this.width + x;
      return this.pixels.subarray(start, start + width);
    });
    const pixels = new Uint32Array(width * height);
    rows.forEach((row, index) => void pixels.set(row, index * width));
    return new Picture(width, height, pixels);
  }

  /** How many pixels have each colour: a blank picture has one entry. */
  colours(): Map<number, number> {
    const counts = new Map<number, number>();
    for (const pixel of this.pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
    return counts;
  }

  /** The share of pixels of which this is true, from 0 to 1. */
  share(is: (colour: number) => boolean): number {
    return this.pixels.reduce((sum, pixel) => sum + Number(is(pixel)), 0) / this.pixels.length;
  }

  /** What is written there, read by tesseract. It errs now and then: look for words, not for sentences. */
  async text(): Promise<string> {
    const width = this.width * ZOOM;
    const height = this.height * ZOOM;
    const grey = Buffer.alloc(width * height);
    for (let i = 0; i < grey.length; i++) {
      const colour = this.at(Math.floor((i % width) / ZOOM), Math.floor(i / width / ZOOM));
      grey[i] = 0.3 * (colour >> 16) + 0.59 * ((colour >> 8) & 255) + 0.11 * (colour & 255);
    }
    const reader = promisify(execFile)('tesseract', ['-', '-', '--psm', '11', '--dpi', '288']);
    reader.child.stdin!.end(Buffer.concat([Buffer.from(`P5 ${width} ${height} 255\n`), grey]));
    return (await reader).stdout;
  }

  /** Keeps it as `build/screenshots/NAME.png`. */
  keep(name: string): void {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(`${FOLDER}${name}.png`, this.png());
  }

  png(): Buffer {
    const rows = Buffer.alloc(this.height * (1 + 3 * this.width));
    for (let y = 0, at = 0; y < this.height; y++) {
      at++; // this row is not filtered
      for (let x = 0; x < this.width; x++, at += 3) rows.writeUIntBE(this.at(x, y), at, 3);
    }
    const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]); // 8 bits a channel, RGB
    header.writeUInt32BE(this.width, 0);
    header.writeUInt32BE(this.height, 4);
    const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
    const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
    return Buffer.concat([signature, ...chunks]);
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
