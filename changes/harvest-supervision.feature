A source is previewed before it is saved; its run shows its rate and the time left; its errors are grouped by cause and downloaded as a table; a change of state is mailed.
A page of each source shows the health of its datasets: what they lack, by how much the mean score would rise, links that do not answer.
