@rem cmd finds this where sh has its own exec, so that the scripts of package.json are the same for both.
@%*
