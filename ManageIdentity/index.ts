import "./createIdentity";
import "./deleteIdentity";
import "./deleteMyIdentity";
