import "./createIdentity";
import "./deleteIdentity";
