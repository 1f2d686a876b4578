'use strict';

const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** An Nx plugin that writes what plugins get to know of each task: id, status, diagnosis. */
module.exports = {
  name: 'diagnosis-recorder',
  postTasksExecution(_options, { taskResults, workspaceRoot }) {
    const tasks = Object.values(taskResults).map(({ task, status, diagnosis = null }) => ({
      project: task.target.project,
      status,
      diagnosis,
    }));
    writeFileSync(join(workspaceRoot, 'diagnoses.json'), JSON.stringify(tasks));
  },
};
