"""Words that point at nobody by themselves: particles of surnames, legal forms, what half the companies are called."""

PARTICLES = frozenset({"de", "del", "la", "las", "los", "y", "e"})

# Of Mexico and of the neighbours that the association's companies belong to; the letters of "S.A. de C.V." one by one.
_LEGAL_FORMS = """
s a c v r l p i b de en sa cv rl sc ac srl sapi sab sas spr sofom enr inc incorporated llc llp lp ltd ltda limited corp
corporation co company gmbh ag kg bv nv plc spa
"""
_SPELT_BY_LETTERS = "sa cv rl sc ac srl sapi sab sas spr"
# Without accents, as the engine compares. The places where everybody in the programme lives are here too.
_GENERIC = """
aeroespacial aerospace albergue alimentos almacenes and arizona arneses asociados automotive automotriz autopartes
brokers cableados cables center centro comercial comercializadora compania componentes components confecciones
construcciones consultores controles corporacion corporativo customs desert desierto devices dispositivos
distribuidora el electric electrica electricas electrico electricos electronica electronicas electronico electronicos
electronics empaques empresa empresas ensambladora ensamble ensambles equipo equipos exportadora fabrica forwarding
freight frontera global group grupo hermanos hermosillo herramientas hijos holding holdings importadora industria
industrial industriales industrias industries ingenieria innovacion instrumentos internacional international inyeccion
inyectados laboratorios logistica logistics manufactura manufacturas manufacturera manufacturing maquila maquiladora
maquiladoras maquilas maquinados materiales medica medical medicas medico medicos metales metalmecanica mexican
mexicana mexicano mexico moldes nacional nogales noroeste norte north of operaciones operadora optica park parque
partes partners parts planta plantas plastico plasticos plastics precision procesos producto productora productos
products promotora proveedora quimica quimicos resinas rio services servicio servicios shelter sistema sistemas
solucion soluciones solutions sonora south state suministros supplier supply sur systems technologies technology
tecnica tecnicas tecnico tecnicos tecnologia tecnologias tela telas textil textiles the trading transporte transportes
troquelados union usa
"""
LEGAL_FORMS = frozenset(_LEGAL_FORMS.split())
SPELT_BY_LETTERS = frozenset(_SPELT_BY_LETTERS.split())
GENERIC = frozenset(_GENERIC.split())
