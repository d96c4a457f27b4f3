"""Recording a signer: camera, hands and disk around `training.recorder`, without windows."""
