import "./openApi";
import "./health";
import "../shared/loadAhead";
