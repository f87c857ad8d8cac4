/** Letters of five by seven dots, so that nothing but SDL is needed to write. */

/** Five columns a letter, from the space to the tilde; the lowest bit is the top dot. */
const COLUMNS = Buffer.from(
  '000000000000005f00000007000700147f147f14242a7f2a12231308646236495522500005030000' +
    '001c2241000041221c00082a1c2a0808083e08080050300000080808080800606000002010080402' +
    '3e5149453e00427f400042615149462141454b311814127f1027454545393c4a4949300171090503' +
    '3649494936064949291e003636000000563600000008142241141414141441221408000201510906' +
    '324979413e7e1111117e7f494949363e414141227f4141221c7f494949417f090901013e41415132' +
    '7f0808087f00417f41002040413f017f081422417f404040407f0204027f7f0408107f3e4141413e' +
    '7f090909063e4151215e7f09192946464949493101017f01013f4040403f1f2040201f7f2018207f' +
    '631408146303047804036151494543007f41410002040810200041417f0004020102044040404040' +
    '000102040020545454787f484444383844444420384444487f3854545418087e090102081454543c' +
    '7f0804047800447d40002040443d00007f10284400417f40007c041804787c080404783844444438' +
    '7c14141408081414187c7c080404084854545420043f4440203c4040207c1c2040201c3c4030403c' +
    '44281028440c5050503c4464544c44000836410000007f000000413608000804081008',
  'hex',
);

const WIDTH = 5;
const HEIGHT = 7;
const FIRST = 0x20;
const GAP = 1;

/** A picture of one line, 0xaarrggbb in rows. */
export interface Written {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint32Array;
}

/** Writes a line; what is no ASCII becomes a question mark. */
export function write(text: string, colour: number): Written {
  const letters = [...(text || ' ')].map((letter) => (/^[ -~]$/.test(letter) ? letter : '?').charCodeAt(0) - FIRST);
  const width = letters.length * (WIDTH + GAP);
  const pixels = new Uint32Array(width * HEIGHT);
  letters.forEach((letter, at) => {
    for (let x = 0; x < WIDTH; x++) {
      const column = COLUMNS[letter * WIDTH + x]!;
      for (let y = 0; y < HEIGHT; y++) {
        if (column & (1 << y)) pixels[y * width + at * (WIDTH + GAP) + x] = colour;
      }
    }
  });
  return { width, height: HEIGHT, pixels };
}
