// Letters as they come in: whole documents with their heads, set by the program's
// own typesetter, and one page with a marking, printed by the browser.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { file } from './incoming.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const program = process.env.GUIJU_BIN ?? join(here, '..', 'bin', 'guiju');

/** Sets a text by GB/T 9704 and gives the PDF's path. */
function letter(name, text) {
  const source = file(`${name}.md`, text);
  const path = file(`${name}.pdf`, '');
  execFileSync(program, ['typeset', source, '-o', path]);
  return path;
}

const points = ['核对底数', '查找短板', '限期整改', '复查验收', '总结通报', '建章立制']
  .map((what, i) => `${'一二三四五六'[i]}、${what}\n　　（一）任务。对照年度目标逐项${what}，列出责任单位和完成时间，形成清单，每周更新一次进度，于2026年12月${10 + i}日前完成第${i + 1}项。\n　　（二）要求。主要负责人亲自过问，分管负责人具体负责，做到事事有回音、件件有着落，不得以文件落实文件。`)
  .join('\n');

/** The five letters of one morning, in the order of their names. */
export const letters = () => [
  letter('01-特急通知', `特急
云泽市人民政府办公室文件
云政办发〔2026〕641号
关于做好冬季供暖保障工作的通知
各县（市、区）人民政府，市政府各部门：
　　为做好今冬供暖保障，经市政府同意，现就有关事项通知如下。
一、落实值守
　　各单位安排专人值守，值守表于2026年12月10日前报市政府总值班室。
二、及时报告
　　停暖超过两小时的，立即报告并说明原因。
云泽市人民政府办公室
2026年11月20日
抄送：市委各部门，市人大常委会办公室。
云泽市人民政府办公室　2026年11月20日印发`),
  letter('02-财政通知', `云泽市财政局文件
云财预〔2026〕112号
关于编制2027年度部门预算的通知
市直各预算单位：
　　现就编制2027年度部门预算的有关事项通知如下，请于2026年12月5日前报送。
附件：2027年度部门预算报表
云泽市财政局
2026年11月18日
附件
2027年度部门预算报表
项目\t金额
公务接待费\t
会议费\t`),
  letter('03-上行报告', `云泽市东山县示范局文件
东示〔2026〕609号　签发人：签发样例
关于2026年保密工作情况的报告
云泽市示范局：
　　现将我局2026年保密工作情况报告如下。
一、主要做法
　　全年组织学习四次，自查两次，没有发现问题。
二、下一步打算
　　更新自助设备的管理办法，按季度检查。
云泽市东山县示范局
2026年11月16日
云泽市东山县示范局办公室　2026年11月16日印发`),
  letter('04-请示', `加急
云泽市示范局企业服务中心文件
云示企〔2026〕617号　签发人：签发样例
关于更新执法车辆的请示
云泽市示范局：
　　我中心现有执法车辆1辆，已使用九年，维修频繁，拟按规定报废更新。
　　妥否，请批示。
云泽市示范局企业服务中心
2026年11月12日
（联系人：样例，电话：0300-1234567）
云泽市示范局企业服务中心　2026年11月12日印发`),
  letter('05-长方案', `云泽市市场秩序工作领导小组文件
云市序组〔2026〕603号
关于印发2026年冬季市场秩序整治方案的通知
各成员单位：
　　现将方案印发给你们，请认真执行。
${points}
云泽市市场秩序工作领导小组
2026年11月13日
云泽市市场秩序工作领导小组办公室　2026年11月13日印发`),
];

/** One page with a classification marking; the typesetter itself would refuse it. */
export async function marked(page) {
  const sheet = await page.context().newPage();
  await sheet.setContent('<p>机密★20年</p><h1>××机关文件</h1><p>带有密级标志的样张，没有任何内容。</p>');
  const path = file('06-密件.pdf', await sheet.pdf({ format: 'A4' }));
  await sheet.close();
  return path;
}
