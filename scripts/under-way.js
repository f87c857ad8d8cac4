// A reporter for Node's runner, beside another one: names the tests that were under way in a file that had to be stopped, of which
// the runner names the file alone.

export default async function* report(events) {
  const underWay = [];
  for await (const { type, data } of events) {
    const isFile = data?.name?.endsWith('.test.js');
    if (type === 'test:dequeue' && !isFile) underWay.push(data.name);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const at = underWay.indexOf(data.name);
    if (at >= 0) underWay.splice(at, 1);
    if (isFile && underWay.length > 0) yield `✖ under way in ${data.name}: ${underWay.splice(0).join('; ')}\n`;
  }
}
