// The exported flow is BPMN 2.0 that the reference reader (bpmn-moddle) takes
// without a warning: every step, every way, and a drawing of each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BpmnModdle } from 'bpmn-moddle';
import { open } from './lib.mjs';

const office = await open();

test('every flow exports as BPMN that bpmn-moddle reads', async () => {
  const page = await office.login('wenshu');
  await page.goto('/new');
  const kinds = await page.$$eval('a[href^="/start/"]', (links) => links.map((a) => new URL(a.href).pathname.split('/').pop()));
  assert.ok(kinds.length > 0, 'no kind to start');
  for (const kind of new Set(kinds)) {
    const answer = await page.evaluate(async (path) => {
      const response = await fetch(path);
      return { type: response.headers.get('Content-Type'), text: await response.text() };
    }, `/kinds/${kind}/bpmn`);
    assert.match(answer.type, /xml/, answer.text.slice(0, 200));
    const { rootElement, elementsById, references, warnings } = await new BpmnModdle().fromXML(answer.text);
    assert.deepEqual(warnings, [], kind);
    assert.equal(rootElement.$type, 'bpmn:Definitions');
    const elements = Object.values(elementsById);
    const of = (type) => elements.filter((e) => e.$type === type);
    assert.ok(of('bpmn:UserTask').length > 0 && of('bpmn:StartEvent').length === 1 && of('bpmn:EndEvent').length > 0, kind);
    const drawn = new Set(references.filter((r) => r.property === 'bpmndi:bpmnElement').map((r) => r.id));
    for (const e of [...of('bpmn:UserTask'), ...of('bpmn:SequenceFlow'), ...of('bpmn:ExclusiveGateway'), ...of('bpmn:InclusiveGateway')]) {
      assert.ok(drawn.has(e.id), `${kind}: ${e.id} is not drawn`);
    }
    for (const way of of('bpmn:SequenceFlow')) assert.ok(way.sourceRef && way.targetRef, `${kind}: ${way.id} leads nowhere`);
  }
});
