import { expect } from 'chai';
import { readAnswer, writeInput } from '../../lib/transport/wire-json.js';
import { describeOnce } from '../support/describe-once.js';

const bytes = (...values: number[]) => Uint8Array.from(values);
const read = (text: string) => readAnswer(new TextEncoder().encode(text));

describeOnce('transport/wire-json', () => {
  describe('writeInput', () => {
    const inputs: readonly (readonly [string, object, string])[] = [
      ['what holds no binary', { Key: { id: { S: 'ü "x"' } }, Limit: 3 }, '{"Key":{"id":{"S":"ü \\"x\\""}},"Limit":3}'],
      ['no member that is undefined', { TableName: 't', IndexName: undefined }, '{"TableName":"t"}'],
      ['a binary', { B: bytes(0, 1, 255) }, '{"B":"AAH/"}'],
      ['an empty binary', { B: bytes() }, '{"B":""}'],
      ['a Buffer', { B: Buffer.from('xyz') }, '{"B":"eHl6"}'],
      ['a part of a larger buffer', { B: bytes(9, 1, 2, 9).subarray(1, 3) }, '{"B":"AQI="}'],
      ['a set of binaries', { a: { BS: [bytes(1), Buffer.from([2])] } }, '{"a":{"BS":["AQ==","Ag=="]}}'],
      [
        'a binary deep inside',
        { L: [{ M: { x: { L: [{ B: bytes(7) }] } } }] },
        '{"L":[{"M":{"x":{"L":[{"B":"Bw=="}]}}}]}',
      ],
      ['digits as they are', { N: '123456789012345678901234567890.5' }, '{"N":"123456789012345678901234567890.5"}'],
    ];
    for (const [what, input, text] of inputs) it(`writes ${what}`, () => expect(writeInput(input)).to.equal(text));

    for (const text of [
      '{"__proto__":{"S":"top"},"M":{"__proto__":{"M":{"__proto__":{"N":"1"}}}}}',
      '{"constructor":{"S":"a"},"toString":{"S":"b"},"then":{"S":"c"},"toJSON":{"S":"d"}}',
    ]) {
      it(`writes names as they are: ${text}`, () => expect(writeInput(JSON.parse(text))).to.equal(text));
    }

    it('writes such names beside binaries', () => {
      const input = JSON.parse('{"__proto__":{"M":{"__proto__":{"S":"in"}}}}');
      Object.defineProperty(input, 'bytes', { value: { B: bytes(1) }, enumerable: true });
      expect(writeInput(input)).to.equal('{"__proto__":{"M":{"__proto__":{"S":"in"}}},"bytes":{"B":"AQ=="}}');
    });
  });

  describe('readAnswer', () => {
    it('reads an empty body as nothing', () => expect(readAnswer(bytes())).to.deep.equal({}));

    it('takes a member that is null for absent', () => {
      expect(read('{"Item":null,"Count":0}')).to.deep.equal({ Count: 0 });
    });

    for (const text of ['', '{"Item":', 'null', '[]', '7', '<html>']) {
      if (text !== '') it(`refuses ${text}`, () => expect(() => read(text)).to.throw(SyntaxError));
    }

    const answers: readonly (readonly [string, string, object])[] = [
      ['a binary', '{"Item":{"b":{"B":"AAH/"}}}', { Item: { b: { B: bytes(0, 1, 255) } } }],
      ['an empty binary', '{"Item":{"b":{"B":""}}}', { Item: { b: { B: bytes() } } }],
      ['text beyond ASCII', '{"Item":{"t":{"S":"ünï \u{1f600}"}}}', { Item: { t: { S: 'ünï \u{1f600}' } } }],
      ['a set of binaries', '{"Item":{"b":{"BS":["AQ==","Ag=="]}}}', { Item: { b: { BS: [bytes(1), bytes(2)] } } }],
      ['an attribute named B', '{"Item":{"B":{"S":"AQ=="}}}', { Item: { B: { S: 'AQ==' } } }],
      ['an attribute named BS', '{"Item":{"BS":{"L":[{"S":"x"}]}}}', { Item: { BS: { L: [{ S: 'x' }] } } }],
      [
        'a binary in an attribute named B',
        '{"Item":{"B":{"M":{"B":{"B":"AQ=="}}}}}',
        { Item: { B: { M: { B: { B: bytes(1) } } } } },
      ],
      [
        'a text that looks like a binary',
        '{"Item":{"t":{"S":"\\"B\\":\\"AQ==\\""}}}',
        { Item: { t: { S: '"B":"AQ=="' } } },
      ],
      ['a binary between spaces', '{"Item": {"b": {"B": "AQ=="}}}', { Item: { b: { B: bytes(1) } } }],
      [
        'a binary on lines of its own',
        '{\n  "Item" : {\n "b" : { "B" : "AQ==" } } }',
        { Item: { b: { B: bytes(1) } } },
      ],
      ['a set between spaces', '{"Items": [{"b": {"BS": [ "AQ==" ]}}]}', { Items: [{ b: { BS: [bytes(1)] } }] }],
      [
        'digits as they are',
        '{"Item":{"n":{"N":"1234567890123456789012"}}}',
        { Item: { n: { N: '1234567890123456789012' } } },
      ],
    ];
    for (const [what, text, answer] of answers) it(`reads ${what}`, () => expect(read(text)).to.deep.equal(answer));

    it('hands out binaries that share no memory', () => {
      const { Item } = read('{"Item":{"b":{"B":"AQ=="}}}') as any;
      expect(Item.b.B.buffer.byteLength).to.equal(1);
      expect(Item.b.B.constructor).to.equal(Uint8Array);
    });

    it('reads names as own properties', () => {
      const text = '{"Item":{"__proto__":{"M":{"__proto__":{"B":"AQ=="},"constructor":{"S":"x"}}}}}';
      const { Item } = read(text) as any;
      expect(Object.keys(Item)).to.deep.equal(['__proto__']);
      expect(Object.keys(Item['__proto__'].M)).to.deep.equal(['__proto__', 'constructor']);
      expect(Item['__proto__'].M['__proto__']).to.deep.equal({ B: bytes(1) });
    });
  });
});
