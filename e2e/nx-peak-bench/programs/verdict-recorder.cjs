'use strict';

const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** An Nx plugin that writes what plugins are told about each task: id, status, diagnosis. */
module.exports = {
  name: 'verdict-recorder',
  postTasksExecution(_options, { taskResults, workspaceRoot }) {
    const tasks = Object.values(taskResults).map(({ task, status, diagnosis = null }) => ({
      project: task.target.project,
      status,
      verdict: diagnosis,
    }));
    writeFileSync(join(workspaceRoot, 'verdicts.json'), JSON.stringify(tasks));
  },
};
