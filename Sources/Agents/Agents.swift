import Chain
