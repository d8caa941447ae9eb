/** Scalars, lists and mappings, in all spellings. */
export const SCALARS = [
  ...'1 -1 +1 0 007 08 0o17 0x1F 0b11 1_000 _1 1.5 1. .5 -.5 1e5 1E-5 1e+5 1.5e3 1_0.5 1_e5'.split(' '),
  ...'.inf -.INF .nan inf nan 12:30 12:60 01:00:00 -1:30 1:2:3.5 yes No ON off y n True FALSE'.split(' '),
  ...'null ~ Null none None a:b a::b a#b C:\\x k=v --flag -x .a a/b.c org/model:1.0 100% $HOME $$ a$ é 日本 🚀'.split(
    ' ',
  ),
  ...[
    '',
    '""',
    "''",
    '"q"',
    "'it''s'",
    '"\\x41\\u00e9\\n"',
    '"a # b"',
    'a #c',
    'two words',
    '!!str 5',
    '!!int "5"',
  ],
  ...[
    '!!float 3',
    '! 12',
    '123456789012345678901',
    '1.7976931348623157e308',
    '5e-324',
    '1e400',
    '-0',
    '-0.0',
  ],
  ...['[]', '{}', '[a, 1, {b: 2}]', '{a: 1, b: [x]}', '[[1], [2, 3]]', '{"a b": c}', '[a: b, c]', '{x}'],
  ...[
    '|\n      one\n\n       two\n',
    '>-\n      one\n      two\n\n      three\n',
    '|+\n      x\n\n',
    '"x\n      y"',
    'x\n      y',
  ],
];
/** What is an error, for a file here and there. */
export const BROKEN = [
  ...[
    '[a',
    '{a: 1',
    '"open',
    '@x',
    '`x',
    '%x',
    '*nowhere',
    '!x 1',
    'a: b: c',
    'x\ty',
    '=',
    '<<',
    '2024-01-31',
    '???',
  ],
  ...[
    '${nope}',
    '${vars.nope}',
    '${vars.word',
    '${oc.env:NOPE}',
    '${oc.env:NOPE,é}',
    '${self}',
    '${vars}',
    '${..none}',
  ],
  ...[
    '${oc.decode:"[1"}',
    '${oc.env:HOME,a,b}',
    '${oc.create:5}',
    '${oc.dict.keys:vars.word}',
    '${art:model}',
    '${}',
  ],
  ...['${vars.word.x}', '${vars.list.x}', '${vars.list[9]}', '"${vars.missing}"', '${a b}', '${oc.select:5}'],
];
export const EXPRESSIONS = [
  ...[
    '${vars.word}',
    '${vars.number}',
    '${ vars.flag }',
    '${vars.nothing}',
    '${vars.list}',
    '${vars.list[1]}',
    '${vars.list.0}',
  ],
  ...[
    '${vars.map}',
    '${vars.map.inner.deep}',
    '${vars[map].inner}',
    '${vars.${vars.which}}',
    '${vars.map.${vars.key}}',
  ],
  ...[
    'pre-${vars.word}-post',
    '${vars.word}/${vars.number}/${vars.float}',
    '<${vars.list}>',
    '<${vars.map}>',
    '${vars.flag}${vars.nothing}',
  ],
  ...[
    '\\${vars.word}',
    '\\\\${vars.word}',
    '$${vars.word}',
    '${vars.chain}',
    '${alias.word}',
    '${alias.map.inner}',
    '<${alias}>',
  ],
  ...[
    '${oc.env:HOME}/x',
    '${oc.env:MODE,slow}',
    '${oc.env:NOPE,12}',
    '${oc.env:NOPE,null}',
    "${oc.env:NOPE,''}",
    '${oc.env:NOPE,}',
  ],
  ...[
    '${oc.env:NOPE,${oc.env:NUMBER}}',
    "${oc.env:NOPE,'a, b'}",
    '${oc.env:NOPE,a\\,b}',
    '${oc.env:NOPE,${vars.float}}',
    '${oc.env:EMPTY}',
  ],
  ...[
    '${oc.select:vars.word}',
    '${oc.select:vars.nope}',
    '${oc.select:vars.nope,[1,2]}',
    '${oc.select:vars.word.x,5}',
    '${oc.select:vars.missing,7}',
  ],
  ...[
    '${oc.decode:"[1, 2.0, {a: null}]"}',
    '${oc.decode:${oc.env:NUMBER}}',
    '${oc.decode:null}',
    '${oc.create:{a: ${vars.number}, b: [x]}}',
  ],
  ...[
    '${oc.create:"a: 1e-7"}',
    '${oc.create:${vars.map}}',
    '${oc.dict.keys:vars.map}',
    '${oc.dict.values:vars.map}',
    '${oc.deprecated:vars.word}',
  ],
  ...['${.here}', '${..there}', '${.list[0]}', '${oc.select:.here}'],
];

/** A fixed part that the expressions refer to. What is missing in it is only asked for with a default, or by mistake. */
export const VARS = `vars:
  word: text
  number: 7
  float: 1.0
  flag: yes
  nothing:
  which: number
  key: inner
  list: [10, {deep: 1}, three]
  map:
    inner: {deep: "\${vars.number}", near: "\${.deep}"}
    other: \${..list}
  chain: \${alias.chain2}
  chain2: \${vars.map.inner.near}
alias: \${vars}
here: top
there: {top: 1}
list: [top]
ports: {8000: a, 0x10: b, on: c, 1.5: d}
`;

/** Where overrides go. */
export const PATHS =
  'execution.type execution.extra.new deployment.image deployment target.url target evaluation.tasks'.split(
    ' ',
  );
export const MORE_PATHS =
  'vars.word vars.map vars.map.inner.deep vars.map.new alias.word alias.map.inner new new.deep.er same.x'.split(
    ' ',
  );
