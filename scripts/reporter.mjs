// Shows a mocha run on the console and keeps it as JSON: out/reports/tests.json, or the file that MOCHA_REPORT names.
import Mocha from 'mocha';

export default class SpecAndJson extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const output = process.env.MOCHA_REPORT ?? 'out/reports/tests.json';
    new Mocha.reporters.JSON(runner, { ...options, reporterOption: { output } });
  }
}
