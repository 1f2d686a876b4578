import { parseArguments } from './arguments';
import { cleanUpAtEnd } from './support/clean-up';
import { compileNativeTools } from './truth/native-tools';
import { measureCost } from './cost/measure-cost';
import { COSTS } from './cost/names';
cleanUpAtEnd();
void (async () => {
  const s = parseArguments(process.argv.slice(2), COSTS);
  const r = await measureCost(compileNativeTools(), s);
  console.log(JSON.stringify(r, null, 1));
  process.exit();
})();
